import type { MatchReason } from '@nrm/domain/matching';
import { LocalDate } from '@nrm/domain/shared';
import { shownPlace } from '../../app/places.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

/** Codes in a reason that are words of a catalogue: several stand with commas between them. */
const CATALOGUE_OF: Readonly<Record<string, string>> = {
  sexes: 'words:sex',
  cameBack: 'words:came-back',
  papers: 'words:document',
  languages: 'directory:language',
  facts: 'directory:fact',
  need: 'directory:accessibility',
  availability: 'directory:availability',
};

/**
 * A reason as one sentence of the catalogue `matching.json`. What makes the sentence another one (nearness, a wait, what
 * the person was not asked) is part of its key, never glued on.
 */
export function useReasonWords(): (reason: MatchReason) => string {
  const t = useWords('matching');
  const language = useLanguage();

  function wordsOf(name: string, value: string | number): string | number {
    if (name === 'iqd' && typeof value === 'number') return value.toLocaleString('en-US');
    if (typeof value === 'number') return value;
    const comma = language === 'en' ? ', ' : '، ';
    if (name === 'districts')
      return value
        .split(',')
        .map((id) => shownPlace(id, language).text)
        .join(comma);
    const catalogue = CATALOGUE_OF[name];
    if (catalogue)
      return value
        .split(',')
        .map((code) => t(`${catalogue}.${code}`))
        .join(comma);
    const day = LocalDate.safeParse(value);
    return day.success ? formatDay(day.data, language) : value;
  }

  return ({ code, answer, ask, params = {} }) => {
    const words = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, wordsOf(name, value)]));
    // The word for days bends with their number.
    return t(keyOf(code, answer, ask !== undefined, params), { ...words, count: params.days });
  };
}

/** Which sentence: by its code and answer, and by what is known. */
function keyOf(
  code: MatchReason['code'],
  answer: MatchReason['answer'],
  isToAsk: boolean,
  params: Readonly<Record<string, string | number>>,
): string {
  const key = `${code}.${answer}`;
  const has = (name: string) => params[name] !== undefined;
  switch (code) {
    case 'is-open':
      return answer === 'no' ? `is-open.no.${String(params['availability'])}` : key;
    case 'serves-sex':
    case 'serves-way-of-return':
    case 'serves-district':
      return answer === 'yes' && Object.keys(params).length === 0 ? `${key}.everybody` : key;
    case 'serves-age':
      if (!has('ageFrom') && !has('ageTo')) return `${key}.everybody`;
      return has('ageFrom') && has('ageTo') ? key : has('ageFrom') ? `${key}.from` : `${key}.to`;
    case 'papers-at-start':
      return answer === 'yes' && !has('papers') ? `${key}.none` : key;
    case 'is-near':
      return answer === 'yes'
        ? `${key}.${String(params['nearness'])}`
        : answer === 'unknown' && isToAsk
          ? `${key}.ask`
          : key;
    case 'has-places':
      if (answer === 'unknown') return has('placesLeft') ? `${key}.old` : key;
      return has('waitingWeeks') ? `${key}.wait` : key;
    case 'speaks-language':
      return answer === 'unknown' && isToAsk ? `${key}.ask` : key;
    case 'answers-referrals':
      if (answer === 'unknown' && has('sent')) return `${key}.few`;
      return answer !== 'unknown' && has('days') ? `${key}.days` : key;
    case 'facts-are-fresh':
      return key;
    default:
      return key;
  }
}
