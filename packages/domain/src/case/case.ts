import type { BirthDate } from '../calendar/index.ts';
import type { Consent } from '../consent/consent.ts';
import { type Answer, type Correctable, choicesOf, isContested } from '../ledger/contested.ts';
import type { Need } from '../need/need.ts';
import type { Referral } from '../referral/referral.ts';
import type { ConsentId, EntryId, LocalDate, NeedId, OfficeId, ReferralId, WorkerId } from '../shared/index.ts';
import type { PersonField, PersonValue } from './person.ts';

export const ENDING_REASONS = [
  'needs-met',
  'person-asked',
  'moved-away',
  'not-reached',
  'died',
  'opened-in-error',
  'other',
] as const;

export type PersonState = { readonly [Field in PersonField]?: Correctable<PersonValue<Field>> };

/** Somebody tried to reach the person. The last ones are kept in the state; all stand in the story. */
export interface ContactAttempt {
  readonly entry: EntryId;
  readonly on: LocalDate;
  readonly outcome: string;
}

/** One person's file, folded. Long texts stay in the entries: the state is what rules and headers need. */
export interface CaseState {
  readonly number: string;
  readonly office: OfficeId;
  /** Where the file has been, and since which entry: late reports from the office before are still theirs to make. */
  readonly offices: readonly { readonly office: OfficeId; readonly seq: number }[];
  readonly openedOn: LocalDate;
  readonly demonstration: boolean;
  readonly status: 'open' | 'ended';
  readonly endedBecause: (typeof ENDING_REASONS)[number] | null;
  /** A caseworker proposed to end the follow-up; a supervisor who is not the same person decides. */
  readonly endProposed: { readonly by: WorkerId; readonly reason: (typeof ENDING_REASONS)[number] } | null;
  readonly responsible: WorkerId;
  /** Opened on the urgent path: what was left out of the registration is still to be asked. */
  readonly toComplete?: true;
  readonly person: PersonState;
  readonly needs: Readonly<Record<NeedId, Need>>;
  readonly consents: Readonly<Record<ConsentId, Consent>>;
  readonly referrals: Readonly<Record<ReferralId, Referral>>;
  readonly followUp: {
    readonly lastOn: LocalDate | null;
    readonly nextOn: LocalDate | null;
    readonly attempts: readonly ContactAttempt[];
  };
}

/** Fields with two answers to choose from. */
export const openChoices = (state: CaseState): readonly { field: PersonField; answers: readonly Answer<unknown>[] }[] =>
  (Object.entries(state.person) as [PersonField, Correctable<unknown>][])
    .filter(([, value]) => isContested(value))
    .map(([field, value]) => ({ field, answers: choicesOf(value) }));

/**
 * When the person was born, as far as anybody knows. The date and the year are two fields: where they say different
 * years, whoever wrote last knew better; otherwise the date says more.
 */
export function bornOf({ birthDate, yearOfBirth }: PersonState): BirthDate | undefined {
  if (!yearOfBirth) return birthDate?.value;
  const { year, precision } = yearOfBirth.value;
  const said: BirthDate = { precision: precision === 'about' ? 'estimated' : 'year', value: String(year) };
  if (!birthDate) return said;
  const isSameYear = birthDate.value.value.startsWith(said.value);
  return isSameYear || birthDate.seq >= yearOfBirth.seq ? birthDate.value : said;
}

const REGISTRATION_FIELDS: readonly PersonField[] = [
  'safeContact',
  'givenName',
  'fatherName',
  'sex',
  'yearOfBirth',
  'district',
  'cameBack',
];

/** Fields of a registration that nobody has asked yet; a telephone of which nobody knows whether it is safe is one. */
export const notAskedYet = ({ person }: Pick<CaseState, 'person'>): readonly PersonField[] =>
  REGISTRATION_FIELDS.filter((field) => {
    const contact = person.safeContact?.value;
    if (field === 'safeContact' && contact && contact.phone !== null) return contact.safeToCall === 'not-asked';
    if (field === 'yearOfBirth') return bornOf(person) === undefined;
    return person[field] === undefined;
  });
