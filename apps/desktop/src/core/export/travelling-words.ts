import type { Language } from '@nrm/domain/language';
// The catalogues of the screens are data, and these pages are read where no screen is.
import ar from '../../renderer/i18n/ar/audit-export.json' with { type: 'json' };
import arVerbs from '../../renderer/i18n/ar/verbs.json' with { type: 'json' };
import arWords from '../../renderer/i18n/ar/words.json' with { type: 'json' };
import ckb from '../../renderer/i18n/ckb/audit-export.json' with { type: 'json' };
import ckbVerbs from '../../renderer/i18n/ckb/verbs.json' with { type: 'json' };
import ckbWords from '../../renderer/i18n/ckb/words.json' with { type: 'json' };
import en from '../../renderer/i18n/en/audit-export.json' with { type: 'json' };
import enVerbs from '../../renderer/i18n/en/verbs.json' with { type: 'json' };
import enWords from '../../renderer/i18n/en/words.json' with { type: 'json' };

type Catalogue = Readonly<Record<string, string>>;
export type ExportWord = keyof typeof en;

const EXPORT: Readonly<Record<Language, Record<ExportWord, string>>> = { ar, ckb, en };
const VERBS: Readonly<Record<Language, Catalogue>> = { ar: arVerbs, ckb: ckbVerbs, en: enVerbs };
const WORDS: Readonly<Record<Language, Catalogue>> = { ar: arWords, ckb: ckbWords, en: enWords };

/** Words of the pages that travel with an export. @param given values of the places `{{name}}` */
export function exportWord(language: Language, key: ExportWord, given: Readonly<Record<string, string>> = {}): string {
  return EXPORT[language][key].replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => given[name] ?? place);
}

/** What a verb did, as the story tells it; its type where this release has no words for it. */
export const verbWord = (language: Language, type: string): string => VERBS[language][`${type}.story`] ?? type;

/** A value as a word of the screens, for example `topic.legal`; undefined where there is none. */
export const findWord = (language: Language, key: string): string | undefined => WORDS[language][key];
