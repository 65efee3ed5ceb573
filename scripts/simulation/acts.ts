/** What workers do on a laptop in a simulation: real commands' entries on whatever cases the laptop holds. */
import type { Role } from '@nrm/domain/access';
import type { CaseState } from '@nrm/domain/case';
import type { SubjectRef } from '@nrm/domain/ledger';
import {
  type CaseId,
  type ConsentId,
  type EntryId,
  type LocalDate,
  type NeedId,
  type OfficeId,
  type OrganisationId,
  ok,
  type ReferralId,
  type Result,
  type WorkerId,
} from '@nrm/domain/shared';
import type { Step } from '../../apps/desktop/src/core/ledger/append-act.ts';
import { readSubject } from '../../apps/desktop/src/core/ledger/subject-rows.ts';
import type { ReadableStore } from '../../apps/desktop/src/core/store/store.ts';

export const MOSUL = 'mosul' as OfficeId;
export const SINJAR = 'sinjar' as OfficeId;

export interface Staff {
  readonly worker: WorkerId;
  readonly role: 'caseworker' | 'supervisor';
  readonly office: OfficeId;
}

export const OFFICE_ACTS = [
  'register',
  'correct',
  'correct',
  'refer',
  'withdraw',
  'answer',
  'settle',
  'transfer',
  'end',
  'note',
] as const;
export type OfficeAct = (typeof OFFICE_ACTS)[number];

/** Where an act happens. */
export interface Desk {
  readonly store: ReadableStore;
  readonly office: OfficeId;
  newId(): string;
  act(worker: WorkerId, role: Role, steps: readonly Step[]): Result<readonly EntryId[]>;
}

export const pick = <T>(values: readonly T[], index: number): T | undefined =>
  values[index % Math.max(1, values.length)];

/**
 * @param b and c pick whom and what, modulo what there is
 * @returns what was written; nothing where the laptop holds nothing to do it to, or the rule said no
 */
export function doAct(desk: Desk, staff: readonly Staff[], kind: OfficeAct, b: number, c: number): readonly EntryId[] {
  const here = staff.filter(({ office }) => office === desk.office);
  const person = pick(here, b) as Staff;
  const supervisor = here.find(({ role }) => role === 'supervisor') as Staff;
  const known = desk.store.all(
    `select id from subjects where kind = 'case' and coalesce(shown, state) is not null order by id`,
  );
  const ref = { kind: 'case', id: pick(known, c)?.id } as SubjectRef;
  const state = known.length > 0 ? (readSubject(desk.store, ref).shown as CaseState) : undefined;
  const act = (steps: readonly Omit<Step, 'subject'>[], by = person, subject = ref) => {
    const result = desk.act(
      by.worker,
      by.role,
      steps.map((step) => ({ ...step, subject })),
    );
    return result.ok ? result.value : [];
  };
  if (kind === 'register') return act(registration(desk), person, { kind: 'case', id: desk.newId() as CaseId });
  if (!state) return [];
  switch (kind) {
    case 'correct': {
      const changes =
        b % 3 === 0 ? { priority: pick(['ordinary', 'high', 'urgent'], c) } : { fatherName: `father ${c % 7}` };
      return act([{ type: 'case.correct', intent: { changes } }]);
    }
    case 'refer': {
      const need = pick(Object.keys(state.needs), b) as NeedId | undefined;
      return need ? act(referring(desk, need)) : [];
    }
    case 'withdraw': {
      const consent = pick(Object.keys(state.consents), b);
      return consent ? act([{ type: 'consent.withdraw', intent: { consent } }]) : [];
    }
    case 'answer': {
      const referral = pick(Object.keys(state.referrals), b);
      if (!referral) return [];
      const answer = { referral, answer: 'accepted', reason: null, words: '', source: 'staff' };
      return c % 2 === 0
        ? act([{ type: 'referral.report-answer', intent: answer }])
        : act([{ type: 'referral.cancel', intent: { referral, words: '' } }]);
    }
    case 'settle': {
      const chosen = pick(state.person.fatherName?.answers ?? [], b)?.entry;
      return chosen ? act([{ type: 'case.settle-answers', intent: { field: 'fatherName', chosen } }]) : [];
    }
    case 'transfer': {
      const toOffice = desk.office === MOSUL ? SINJAR : MOSUL;
      return act([{ type: 'case.transfer', intent: { toOffice, words: 'moved' } }], supervisor);
    }
    case 'end':
      return state.status === 'open'
        ? act([{ type: 'case.end', intent: { reason: 'other', words: 'x' } }], supervisor)
        : act([{ type: 'case.reopen', intent: { words: 'x' } }], supervisor);
    case 'note':
      return act([{ type: 'case.note', intent: { words: `note ${b}` } }]);
  }
}

const registration = (desk: Desk): Omit<Step, 'subject'>[] => [
  {
    type: 'case.register',
    intent: {
      consentToKeep: { method: 'spoken' },
      person: {
        givenName: 'زينب',
        sex: 'female',
        district: 'IQG15Q05',
        cameBack: 'from-displacement',
        safeContact: {
          by: 'comes-to-office',
          phone: null,
          safeToCall: 'no',
          mayLeaveMessage: 'no',
          hours: '',
          codeWord: '',
        },
      },
    },
    context: () => ok({ number: '010126000001', office: desk.office }),
  },
  { type: 'need.identify', intent: { need: desk.newId(), topic: 'legal', urgency: 'normal', words: '' } },
];

function referring(desk: Desk, need: NeedId): Omit<Step, 'subject'>[] {
  const referral = desk.newId() as ReferralId;
  const consent = desk.newId() as ConsentId;
  const recipient = { organisation: desk.newId() as OrganisationId, service: null };
  return [
    {
      type: 'referral.draft',
      intent: {
        referral,
        need,
        recipient,
        organisationName: 'o',
        serviceName: 's',
        method: 'phone',
        urgency: 'normal',
        fields: ['given-name'],
        reasons: [],
      },
    },
    {
      type: 'consent.give',
      intent: { consent, recipient, recipientName: 'o', fields: ['given-name'], method: 'spoken' },
    },
    {
      type: 'referral.send',
      intent: { referral, consent, override: null, words: 'w' },
      context: () => ok({ slipCode: '1234567890', dueOn: '2026-03-20' as LocalDate }),
    },
  ];
}
