import { z } from 'zod';

/**
 * Every question a match is made of, once. What `decides` makes the verdict; what `advises` moves a service up or down
 * and never hides it. Each code has a sentence for yes, no and unknown in every language (`matching.json`). A shipped
 * code is never renamed: referrals keep the reasons that stood on the screen.
 */
export const MATCH_REASONS = {
  'is-open': 'decides',
  'facts-are-fresh': 'decides',
  'serves-sex': 'decides',
  'serves-age': 'decides',
  'serves-way-of-return': 'decides',
  'serves-district': 'decides',
  'papers-at-start': 'decides',
  'other-conditions': 'decides',
  'is-near': 'advises',
  'opens-soon': 'advises',
  'has-places': 'advises',
  'stays-funded': 'advises',
  'is-free': 'advises',
  'speaks-language': 'advises',
  'meets-access-need': 'advises',
  'woman-to-speak-with': 'advises',
  'papers-later': 'advises',
  'answers-referrals': 'advises',
  'agreement-holds': 'advises',
  'is-civilian-desk': 'advises',
} as const satisfies Record<string, 'decides' | 'advises'>;

export type MatchReasonCode = keyof typeof MATCH_REASONS;
export const MATCH_REASON_CODES = Object.keys(MATCH_REASONS) as MatchReasonCode[];

export const MATCH_ANSWERS = ['yes', 'unknown', 'no'] as const;
export const MatchAnswer = z.enum(MATCH_ANSWERS);
export type MatchAnswer = z.infer<typeof MatchAnswer>;

/** What to ask the person, so that an unknown becomes an answer. */
export type PersonQuestion = 'sex' | 'age' | 'cameBack' | 'district' | 'papers' | 'language';

export interface MatchReason {
  readonly code: MatchReasonCode;
  readonly answer: MatchAnswer;
  /** "Not asked yet": the fact about the person that is missing. Absent where the provider is the one to ask. */
  readonly ask?: PersonQuestion;
  /** Codes, days and numbers for the sentence; several codes stand with commas between them. Nothing about the person. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** One no is a no; otherwise one unknown is an unknown; otherwise yes. */
export function together(answers: readonly MatchAnswer[]): MatchAnswer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

export const verdictOf = (reasons: readonly MatchReason[]): MatchAnswer =>
  together(reasons.filter((reason) => MATCH_REASONS[reason.code] === 'decides').map((reason) => reason.answer));
