import { bornOf, type CaseState, PAPER_FIELD_NAMES, type PersonField } from '@nrm/domain/case';
import { documentKey } from '@nrm/domain/document';
import { foldKey, fullName, type PersonName, searchTokens, textTokens } from '@nrm/domain/name';
import { endingOf, type Referral, sendingOf } from '@nrm/domain/referral';
import type { LocalDate } from '@nrm/domain/shared';
import { tasksOf, waitsForAnswer } from '@nrm/domain/task';
import type { DerivedRow, Projector } from './projector.ts';

const COLUMNS = [
  'id',
  'number',
  'office',
  'status',
  'responsible',
  'priority',
  'name',
  'full_name',
  'name_key',
  'latin_name',
  'sex',
  'year_of_birth',
  'district',
  'phone',
  'open_needs',
  'open_referrals',
  'last_activity_on',
] as const;

const REFERRAL_COLUMNS = [
  'id',
  'case_id',
  'organisation',
  'service',
  'organisation_name',
  'service_name',
  'topic',
  'urgency',
  'sending',
  'answer',
  'service_status',
  'confirmation',
  'ending',
  'stage',
  'sent_on',
  'due_on',
  'answered_on',
  'slip_code',
] as const;

/** A person's file as lists, the board and the day show it. */
export const caseProjector: Projector = {
  kind: 'case',
  tables: [
    { name: 'cases', owner: 'id', key: 'id', columns: COLUMNS, search: 'case_search' },
    { name: 'referrals', owner: 'case_id', key: 'id', columns: REFERRAL_COLUMNS },
    { name: 'tasks', owner: 'case_id', key: 'place', columns: ['case_id', 'place', 'kind', 'due_on', 'task'] },
  ],
  rowsOf(id, shown, here) {
    const state = shown as CaseState;
    return [
      [caseRow(id, state, here !== undefined && state.office !== here)],
      Object.entries(state.referrals).map(([referral, one]) => referralRow(id, state, referral, one)),
      tasksOf(state).map((task, place) => ({
        values: { case_id: id, place, kind: task.kind, due_on: task.dueOn, task: JSON.stringify(task) },
      })),
    ];
  },
};

function caseRow(id: string, state: CaseState, elsewhere: boolean): DerivedRow {
  const name = nameOf(state);
  const needs = Object.values(state.needs).filter((need) => !need.settled);
  const priority = find(state, 'priority') ?? null;
  const phone = find(state, 'safeContact')?.phone ?? null;
  const ended = state.status === 'ended';
  const slips = Object.values(state.referrals).flatMap(({ slipCode }) => slipCode ?? []);
  const shownName = fullName(name);
  return {
    values: {
      id,
      number: state.number,
      office: state.office,
      status: state.status,
      responsible: state.responsible,
      priority,
      name: JSON.stringify(name),
      full_name: shownName,
      name_key: foldKey(shownName),
      latin_name: name.latin ?? null,
      sex: find(state, 'sex') ?? 'female',
      year_of_birth: yearOfBirth(state),
      district: find(state, 'district') ?? '',
      phone,
      open_needs: needs.length,
      open_referrals: Object.values(state.referrals).filter(
        (referral) => referral.sending === 'sent' && endingOf(referral, ended) === null,
      ).length,
      last_activity_on: lastActivityOn(state),
    },
    tokens: [
      ...searchTokens(name),
      ...[state.number, ...(phone === null ? [] : phoneDigits(phone)), ...slips].map((digits) => `n:${digits}`),
      ...paperTokens(state),
      `w:${state.responsible}`,
      ...(priority ? [`p:${priority}`] : []),
      ...needs.map(({ topic }) => `t:${topic}`),
      // What is rare is marked, and left out by name: a mark that nearly every row has would cost each search its length.
      ...(ended ? ['x:ended'] : []),
      ...(elsewhere ? ['x:elsewhere'] : []),
    ],
  };
}

/** Any field as it holds now, or undefined when it was not asked yet. */
const find = <Field extends PersonField>(state: CaseState, field: Field) => state.person[field]?.value;

function yearOfBirth({ person }: CaseState): number | null {
  const born = bornOf(person);
  return born === undefined ? null : Number(born.value.slice(0, 4));
}

/** The numbers of papers, as they are read aloud and as they are printed with their letters and strokes. */
function paperTokens(state: CaseState): readonly string[] {
  return PAPER_FIELD_NAMES.flatMap((field) => {
    const number = find(state, field)?.number;
    if (number === undefined) return [];
    const key = documentKey(number).toLowerCase();
    // What is typed with two noughts before it is asked for without them, as a telephone would be.
    if (/^\d+$/.test(key)) return [`n:${key}`, ...(key.startsWith('00') ? [`n:${key.slice(2)}`] : [])];
    return [`f:${key}`, ...textTokens(number).filter((token) => token.startsWith('f:'))];
  });
}

/** The name as the rules of names take it: what was left empty is absent. */
export function nameOf(state: CaseState): PersonName {
  const part = (
    field: 'fatherName' | 'grandfatherName' | 'greatGrandfatherName' | 'familyName' | 'latinName' | 'knownAs',
  ) => find(state, field) || undefined;
  const parts = {
    given: find(state, 'givenName') ?? '',
    father: part('fatherName'),
    grandfather: part('grandfatherName'),
    greatGrandfather: part('greatGrandfatherName'),
    family: part('familyName'),
    latin: part('latinName'),
    knownAs: part('knownAs'),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== undefined)) as PersonName;
}

const IRAQ = '+964';

/** As it is written down: with the country's code, and dialled at home with and without the nought. */
export function phoneDigits(phone: string): readonly string[] {
  const digits = phone.slice(1);
  if (!phone.startsWith(IRAQ)) return [digits];
  const national = phone.slice(IRAQ.length);
  return [digits, `0${national}`, national];
}

/** The last day on which something is known to have happened in the file; notes alone do not count. */
function lastActivityOn(state: CaseState): LocalDate {
  const days = [
    state.openedOn,
    state.followUp.lastOn,
    ...state.followUp.attempts.map(({ on }) => on),
    ...Object.values(state.needs).flatMap(({ identifiedOn, settled }) => [identifiedOn, settled?.on]),
    ...Object.values(state.referrals).flatMap(({ sentOn, answer, service, confirmation }) => [
      sentOn,
      answer?.on,
      service?.on,
      confirmation?.on,
    ]),
  ];
  return days.reduce<LocalDate>((last, day) => (day && day > last ? day : last), state.openedOn);
}

/** The lists of the board. "Past its date" is `waiting` and a question of today. */
export const STAGES = ['draft', 'waiting', 'answered', 'in-service', 'to-confirm', 'ended'] as const;
export type Stage = (typeof STAGES)[number];

export function stageOf(referral: Referral, caseEnded: boolean): Stage {
  if (endingOf(referral, caseEnded) !== null) return 'ended';
  if (referral.sending === 'draft') return 'draft';
  if (referral.confirmation === null && endingOf(referral, true) === 'provider-only') return 'to-confirm';
  if (referral.service !== null) return 'in-service';
  return waitsForAnswer(referral) ? 'waiting' : 'answered';
}

function referralRow(id: string, state: CaseState, referral: string, one: Referral): DerivedRow {
  const ended = state.status === 'ended';
  return {
    values: {
      id: referral,
      case_id: id,
      organisation: one.recipient.organisation,
      service: one.recipient.service,
      organisation_name: one.organisationName,
      service_name: one.serviceName,
      // Its need may be an entry that could not hold.
      topic: state.needs[one.need]?.topic ?? null,
      urgency: one.urgency,
      sending: sendingOf(state, one),
      answer: one.answer?.status ?? null,
      service_status: one.service?.status ?? null,
      confirmation: one.confirmation?.status ?? null,
      ending: endingOf(one, ended),
      stage: stageOf(one, ended),
      sent_on: one.sentOn,
      due_on: one.dueOn,
      answered_on: one.answer && one.answer.status !== 'delivered' ? one.answer.on : null,
      slip_code: one.slipCode,
    },
  };
}
