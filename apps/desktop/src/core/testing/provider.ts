import type { SubjectRef } from '@nrm/domain/ledger';
import type { OrganisationId, ServiceId } from '@nrm/domain/shared';
import type { ActStep } from '../../bridge/commands.ts';
import type { SmallOffice } from './small-office.ts';

export interface Provider {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
}

const organisationRef = (id: string): SubjectRef => ({ kind: 'organisation', id });

export const addService = (
  organisation: string,
  service: string,
  facts: Readonly<Record<string, unknown>> = {},
  weekly: Readonly<Record<string, unknown>> = { status: 'open' },
  learned: 'call' | null = 'call',
): ActStep => ({
  type: 'service.add',
  subject: organisationRef(organisation),
  intent: {
    service,
    facts: {
      names: { ar: 'دورة لحام', en: 'Welding course', ckb: 'خولی لەحیم' },
      topics: ['vocational-training'],
      words: { description: 'Three months, with tools to keep.', conditions: '' },
      places: [],
      schedules: [],
      eligibility: {},
      papers: [],
      cost: { kind: 'free' },
      languages: ['ar'],
      accessibility: [],
      methods: ['client-slip'],
      minimumFields: ['given-name'],
      ...facts,
    },
    weekly,
    learned,
  },
});

/** A provider with one service, written by the directory officer. */
export function addProvider(
  here: SmallOffice,
  facts: Readonly<Record<string, unknown>> = {},
  organisationFacts: Readonly<Record<string, unknown>> = {},
  weekly?: Readonly<Record<string, unknown>>,
  learned?: 'call' | null,
): Provider {
  const organisation = here.newId() as OrganisationId;
  const service = here.newId() as ServiceId;
  here.write(
    { worker: here.directoryOfficer, role: 'directory-officer' },
    {
      type: 'organisation.register',
      subject: organisationRef(organisation),
      intent: {
        names: { ar: 'مركز التدريب المهني', en: 'Vocational training centre', ckb: 'ناوەندی ڕاهێنانی پیشەیی' },
        type: 'state-body',
        phone: null,
        leadOffice: null,
        agreementUntil: null,
        policeDesk: false,
        ...organisationFacts,
      },
    },
    addService(organisation, service, facts, weekly, learned),
  );
  return { organisation, service };
}
