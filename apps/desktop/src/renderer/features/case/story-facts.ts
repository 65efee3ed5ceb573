import type { NeedId, ReferralId } from '@nrm/domain/shared';
import { LocalDate } from '@nrm/domain/shared';
import type { CaseFile } from '../../../bridge/queries.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import { formatCodeOfSlip, formatDay, formatNumberOfCase } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { isPersonField, usePersonValue } from './person-values.ts';

export interface StoryFact {
  readonly label: string;
  readonly value: string;
}
export interface ReadEntry {
  /** What it is about, short enough for one line: the provider, the need, the answer. */
  readonly about: readonly string[];
  /** What somebody wrote, to the letter. */
  readonly words: string | null;
  readonly facts: readonly StoryFact[];
}

type Payload = Readonly<Record<string, unknown>>;
const isPayload = (value: unknown): value is Payload => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

/** The words somebody typed into an entry, also into one that could not hold. */
export const wordsOf = (payload: unknown): string | null =>
  isPayload(payload) ? (textOf(payload['words']) ?? textOf(payload['override'])) : null;

/** Values that are words of a catalogue, by the entry they stand in (or by any), and by their name there. */
const CATALOGUE_OF: Readonly<Record<string, string>> = {
  topic: 'topic',
  urgency: 'urgency',
  answer: 'answer',
  confirmation: 'confirmation',
  method: 'referral-method',
  source: 'source',
  'need.settle/how': 'need-settlement',
  'consent.give/method': 'consent-method',
  'referral.report-service/status': 'service-state',
  'referral.report-answer/reason': 'decline-reason',
  'case.propose-end/reason': 'case-ending',
  'case.end/reason': 'case-ending',
  'followup.record/kind': 'follow-up-kind',
  'followup.record-contact-attempt/outcome': 'contact-outcome',
};
/** What says at a glance what happened. */
const AT_A_GLANCE = [
  'topic',
  'answer',
  'status',
  'confirmation',
  'outcome',
  'reason',
  'how',
  'kind',
  'urgency',
  'recipientName',
];

/**
 * Reads the payload of an entry of a case as words. It comes from any release and may be of a kind this one does not
 * know: what cannot be read is left out, and the title of the entry still says what was done.
 */
export function useReadEntry({
  state,
  staff,
}: Pick<CaseFile, 'state' | 'staff'>): (type: string, payload: unknown) => ReadEntry {
  const t = useWords('words');
  const language = useLanguage();
  const personValue = usePersonValue();
  const nameOf = useDirectoryName();

  function valueOf(type: string, key: string, value: unknown): string | null {
    const catalogue = CATALOGUE_OF[`${type}/${key}`] ?? CATALOGUE_OF[key];
    if (catalogue && typeof value === 'string') return t(`${catalogue}.${value}`);
    if (key === 'fields' && Array.isArray(value))
      return value.map((field) => t(`consent-field.${String(field)}`)).join(language === 'en' ? ', ' : '، ');
    if (key === 'field' && typeof value === 'string') return t(`person-field.${value}`);
    if (key === 'number') return `\u2066${formatNumberOfCase(String(value))}\u2069`;
    if (key === 'slipCode') return `\u2066${formatCodeOfSlip(String(value))}\u2069`;
    const day = LocalDate.safeParse(value);
    if (day.success) return formatDay(day.data, language);
    return READ_AS_THEY_ARE.includes(key) ? textOf(value) : null;
  }

  return (type, payload) => {
    if (!isPayload(payload)) return { about: [], words: null, facts: [] };
    const referral = state.referrals[payload['referral'] as ReferralId];
    const need = state.needs[payload['need'] as NeedId];
    const about = [
      ...(referral ? [nameOf(referral.serviceName), nameOf(referral.organisationName)] : []),
      ...(!referral && need && payload['topic'] === undefined ? [t(`topic.${need.topic}`)] : []),
      ...staff.flatMap(({ worker, name }) => (worker === payload['worker'] ? [name] : [])),
      ...AT_A_GLANCE.flatMap((key) => valueOf(type, key, payload[key]) ?? []),
    ];
    const changes = isPayload(payload['changes']) ? payload['changes'] : payload['person'];
    const facts = [
      ...Object.entries(payload).flatMap(([key, value]) => {
        const words = key === 'words' ? null : valueOf(type, key, value);
        return words === null ? [] : [{ label: t(`case:entry.${key}`), value: words }];
      }),
      ...Object.entries(isPayload(changes) ? changes : {}).flatMap(([field, value]) => {
        if (!isPersonField(field)) return [];
        const words = personValue(field, value);
        return words === '' ? [] : [{ label: t(`person-field.${field}`), value: words }];
      }),
    ];
    return { about, words: textOf(payload['words']), facts };
  };
}

/** Texts of ours or of the person that need no translation. */
const READ_AS_THEY_ARE = ['recipientName', 'organisationName', 'serviceName', 'override', 'reason'];
