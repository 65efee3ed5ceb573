import { CAME_BACK, CLIENT_LANGUAGES, PERSON_FIELDS, type RegisteredPerson, SafeContact } from '@nrm/domain/case';
import { CONSENT_METHODS } from '@nrm/domain/consent';
import { parsePhone } from '@nrm/domain/contact';
import { westernDigits } from '@nrm/domain/name';
import { Topic, Urgency } from '@nrm/domain/need';
import type { CaseId, LocalDate, NeedId } from '@nrm/domain/shared';
import { z } from 'zod';
import type { ActStep } from '../../../bridge/commands.ts';
import { findTextTrouble } from '../../design/text-trouble.ts';

/** What is known of somebody who sits at the desk, in the order in which people speak; anything may still be missing. */
const NewCase = z.object({
  /** `urgent`: only what a referral of today needs; the rest is asked later. */
  path: z.enum(['whole', 'urgent']).catch('whole'),
  today: z.enum(['no', 'urgent', 'unsafe']).nullable().catch(null),
  language: z.enum(CLIENT_LANGUAGES).nullable().catch(null),
  prefersToSpeakWith: PERSON_FIELDS.prefersToSpeakWith.nullable().catch(null),
  consent: z.enum(CONSENT_METHODS).nullable().catch(null),
  by: SafeContact.shape.by.nullable().catch(null),
  /** As typed; read as a number when the field is left. */
  phone: z.string().catch(''),
  safeToCall: SafeContact.shape.safeToCall.catch('not-asked'),
  mayLeaveMessage: SafeContact.shape.mayLeaveMessage.catch('not-asked'),
  hours: z.string().catch(''),
  codeWord: z.string().catch(''),
  givenName: z.string().catch(''),
  fatherName: z.string().catch(''),
  sex: PERSON_FIELDS.sex.nullable().catch(null),
  year: z.string().catch(''),
  yearIsAbout: z.boolean().catch(false),
  district: z.string().nullable().catch(null),
  cameBack: z.enum(CAME_BACK).nullable().catch(null),
  topic: Topic.nullable().catch(null),
  urgency: Urgency.nullable().catch(null),
  words: z.string().catch(''),
});
export type NewCase = z.infer<typeof NewCase>;

/** Whatever stands in the store becomes a form: what this release does not understand is asked again. */
export const readNewCase = (stored: unknown): NewCase =>
  NewCase.parse(typeof stored === 'object' && stored !== null ? stored : {});

const KEY = 'case.register/';
export const draftKeyOf = (id: string): string => `${KEY}${id}`;
/** The case a draft is about, or undefined for a draft of something else. */
export const findCaseOfDraft = (key: string): string | undefined =>
  key.startsWith(KEY) ? key.slice(KEY.length) : undefined;

export const titleOf = ({ givenName, fatherName }: NewCase): string =>
  [givenName, fatherName]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(' ');

const WHOLE = ['today', 'consent', 'reach', 'person', 'need', 'check'] as const;
/** The front desk asked the first question, and nothing is read back that was said a minute ago. */
const URGENT = ['consent', 'reach', 'person', 'need'] as const;
export type StepId = (typeof WHOLE)[number];
export const stepsOf = ({ path }: Pick<NewCase, 'path'>): readonly StepId[] => (path === 'urgent' ? URGENT : WHOLE);

/** Where a form is opened: what was asked at the front desk is not asked again. */
export const firstStepOf = ({ path, today, consent }: NewCase): StepId =>
  path === 'urgent' || (today !== null && consent === null) ? 'consent' : 'today';

/** Fields without which no file can be opened. */
export const REQUIRED = [
  'consent',
  'by',
  'phone',
  'givenName',
  'sex',
  'year',
  'district',
  'cameBack',
  'topic',
  'urgency',
] as const;
export type RequiredField = (typeof REQUIRED)[number];
export const STEP_OF: Readonly<Record<RequiredField, StepId>> = {
  consent: 'consent',
  by: 'reach',
  phone: 'reach',
  givenName: 'person',
  sex: 'person',
  year: 'person',
  district: 'person',
  cameBack: 'person',
  topic: 'need',
  urgency: 'need',
};

/** The longest each text may be (the schemas of the domain); the phone is judged by its own rule. */
export const LETTERS = { givenName: 80, fatherName: 80, hours: 120, codeWord: 60, words: 4000 } as const;
export type LongField = keyof typeof LETTERS;
export const STEP_OF_TEXT: Readonly<Record<LongField, StepId>> = {
  givenName: 'person',
  fatherName: 'person',
  hours: 'reach',
  codeWord: 'reach',
  words: 'need',
};
const LONG_FIELDS: readonly LongField[] = ['givenName', 'fatherName', 'hours', 'codeWord', 'words'];
/** Texts that cannot be kept as they stand; their fields say why. */
export const unkeepableIn = (form: NewCase): readonly LongField[] =>
  LONG_FIELDS.filter(
    (field) =>
      findTextTrouble(form[field], LETTERS[field]) !== undefined &&
      (STEP_OF_TEXT[field] !== 'reach' || asksForPhone(form)),
  );

export const asksForPhone = ({ by }: NewCase): boolean => by === 'phone' || by === 'through-someone';

const EARLIEST_YEAR = 1900;

/** A year of birth is never required; one that was typed has to be a year. */
export function findYear({ year }: Pick<NewCase, 'year'>, today: LocalDate): number | undefined {
  const digits = westernDigits(year).trim();
  const value = Number(digits);
  return /^\d{4}$/.test(digits) && value >= EARLIEST_YEAR && value <= Number(today.slice(0, 4)) ? value : undefined;
}

/** Which sentence helps with a year that was typed; undefined for none, and for one that can be. */
export function findYearTrouble(
  form: Pick<NewCase, 'year'>,
  today: LocalDate,
): 'missing.year' | 'missing.year-to-come' | 'missing.year-too-early' | undefined {
  const digits = westernDigits(form.year).trim();
  if (digits === '' || findYear(form, today) !== undefined) return undefined;
  if (!/^\d{4}$/.test(digits)) return 'missing.year';
  return Number(digits) < EARLIEST_YEAR ? 'missing.year-too-early' : 'missing.year-to-come';
}

/** What still has to be asked or put right before the file can be opened. */
export function missingIn(form: NewCase, today: LocalDate): readonly RequiredField[] {
  return REQUIRED.filter((field) => {
    if (field === 'phone')
      return (
        asksForPhone(form) && !(form.phone.trim() === '' && form.by === 'through-someone') && !parsePhone(form.phone).ok
      );
    if (field === 'year') return findYearTrouble(form, today) !== undefined;
    if (field === 'givenName') return form.givenName.trim() === '';
    return form[field] === null;
  });
}

/** Consent to keep a file comes before the name: nothing about a person is asked that may not be kept. */
export const isStepDone = (step: StepId, form: NewCase, today: LocalDate): boolean => {
  if (step === 'today') return form.today !== null;
  if (step === 'check') return false;
  return (
    !missingIn(form, today).some((field) => STEP_OF[field] === step) &&
    !unkeepableIn(form).some((field) => STEP_OF_TEXT[field] === step)
  );
};

/** The two steps that open a file: the person with the consent to keep it, and the first need. Null while something is missing. */
export function actOf(
  form: NewCase,
  ids: { readonly case: CaseId; readonly need: NeedId },
  today: LocalDate,
  demonstration: boolean,
): ActStep[] | null {
  const { consent, by, sex, district, cameBack, topic, urgency } = form;
  if (
    missingIn(form, today).length > 0 ||
    unkeepableIn(form).length > 0 ||
    !consent ||
    !by ||
    !sex ||
    !district ||
    !cameBack ||
    !topic ||
    !urgency
  )
    return null;
  const phone = asksForPhone(form) && form.phone.trim() !== '' ? parsePhone(form.phone) : null;
  const year = findYear(form, today);
  const person: z.infer<typeof RegisteredPerson> = {
    givenName: form.givenName.trim(),
    ...(form.fatherName.trim() !== '' && { fatherName: form.fatherName.trim() }),
    sex,
    ...(year !== undefined && {
      yearOfBirth: { year, precision: form.yearIsAbout ? ('about' as const) : ('exact' as const) },
    }),
    district,
    cameBack,
    safeContact: {
      by,
      phone: phone?.ok ? phone.value : null,
      safeToCall: form.safeToCall,
      mayLeaveMessage: form.mayLeaveMessage,
      hours: asksForPhone(form) ? form.hours.trim() : '',
      codeWord: asksForPhone(form) ? form.codeWord.trim() : '',
    },
    ...(form.language && { language: form.language }),
    ...(form.prefersToSpeakWith && { prefersToSpeakWith: form.prefersToSpeakWith }),
  };
  const subject = { kind: 'case' as const, id: ids.case };
  return [
    {
      type: 'case.register',
      subject,
      intent: {
        consentToKeep: { method: consent },
        person,
        ...(form.path === 'urgent' && { toComplete: true }),
        ...(demonstration && { demonstration: true }),
      },
    },
    { type: 'need.identify', subject, intent: { need: ids.need, topic, urgency, words: form.words.trim() } },
  ];
}
