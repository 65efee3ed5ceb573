import type { SubjectRef } from '@nrm/domain/ledger';
import type { CaseId, ConsentId, NeedId, OrganisationId, ReferralId, ServiceId } from '@nrm/domain/shared';
import type { ActStep } from '../../bridge/commands.ts';
import type { SmallOffice } from './small-office.ts';

/** What people at a desk do most, as steps of an act. */
export const caseRef = (id: string): SubjectRef => ({ kind: 'case', id });

interface Registered {
  readonly givenName: string;
  readonly fatherName?: string;
  readonly grandfatherName?: string;
  readonly familyName?: string;
  readonly latinName?: string;
  readonly sex?: 'female' | 'male';
  readonly year?: number;
  readonly phone?: string;
}

export const register = (id: string, { sex = 'male', year, phone, ...names }: Registered): ActStep => ({
  type: 'case.register',
  subject: caseRef(id),
  intent: {
    consentToKeep: { method: 'spoken' },
    person: {
      ...names,
      sex,
      ...(year === undefined ? {} : { yearOfBirth: { year, precision: 'exact' } }),
      district: 'IQG15Q05',
      cameBack: 'from-displacement',
      safeContact: {
        by: 'phone',
        phone: phone ?? null,
        safeToCall: 'yes',
        mayLeaveMessage: 'no',
        hours: '16–18',
        codeWord: 'زيتون',
      },
    },
  },
});

export const correct = (id: string, changes: Readonly<Record<string, unknown>>): ActStep => ({
  type: 'case.correct',
  subject: caseRef(id),
  intent: { changes },
});

/** Registers somebody in the caseworker's name. */
export function registerPerson(here: SmallOffice, person: Registered): CaseId {
  const id = here.newId() as CaseId;
  here.write({ worker: here.caseworker, role: 'caseworker' }, register(id, person));
  return id;
}

export interface SentReferral {
  readonly need: NeedId;
  readonly consent: ConsentId;
  readonly referral: ReferralId;
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
}

/** Need, draft, consent and sending in one act. */
export function referralSteps(id: string, ids: SentReferral, urgency = 'normal', topic = 'housing'): ActStep[] {
  const subject = caseRef(id);
  const recipient = { organisation: ids.organisation, service: ids.service };
  return [
    { type: 'need.identify', subject, intent: { need: ids.need, topic, urgency, words: '' } },
    {
      type: 'referral.draft',
      subject,
      intent: {
        referral: ids.referral,
        need: ids.need,
        recipient,
        organisationName: 'دار الإيواء',
        serviceName: 'بدل إيجار',
        method: 'phone',
        urgency,
        fields: ['given-name'],
        reasons: [],
      },
    },
    {
      type: 'consent.give',
      subject,
      intent: {
        consent: ids.consent,
        recipient,
        recipientName: 'دار الإيواء',
        fields: ['given-name'],
        method: 'spoken',
      },
    },
    {
      type: 'referral.send',
      subject,
      intent: { referral: ids.referral, consent: ids.consent, override: null, words: '' },
    },
  ];
}

export const newReferral = (
  here: SmallOffice,
  provider?: Pick<SentReferral, 'organisation' | 'service'>,
): SentReferral => ({
  need: here.newId() as NeedId,
  consent: here.newId() as ConsentId,
  referral: here.newId() as ReferralId,
  organisation: provider?.organisation ?? (here.newId() as OrganisationId),
  service: provider?.service ?? (here.newId() as ServiceId),
});
