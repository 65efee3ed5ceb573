import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '@nrm/domain/language';

const CATALOGUES = join(import.meta.dirname, '../../apps/desktop/src/renderer/i18n');

/** What stands on the screens in one language, from the catalogues themselves: a test never repeats a word. */
export interface Words {
  /** The words of `feature:key`, to be found exactly; throws where there are none, or where they need values. */
  word(key: string): string;
  /** A sentence with values, every plural form of it: named values have to be there, any other may be anything. */
  sentence(key: string, values?: Readonly<Record<string, string>>): RegExp;
}

export function words(language: Language): Words {
  const all = new Map<string, string>();
  for (const file of readdirSync(join(CATALOGUES, language))) {
    const catalogue = JSON.parse(readFileSync(join(CATALOGUES, language, file), 'utf8')) as Record<string, string>;
    for (const [key, text] of Object.entries(catalogue)) all.set(`${file.replace('.json', '')}:${key}`, text);
  }
  return {
    word(key) {
      const text = all.get(key);
      if (text === undefined || text.includes('{{')) throw new Error(`no plain words for ${key} in ${language}`);
      return text;
    },
    sentence(key, values = {}) {
      const forms = [...all].filter(([each]) => each === key || each.startsWith(`${key}_`));
      if (forms.length === 0) throw new Error(`no sentence for ${key} in ${language}`);
      return new RegExp(forms.map(([, text]) => pattern(text, values)).join('|'));
    },
  };
}

/** Values stand between the signs that isolate their direction (U+2068, U+2069). */
const pattern = (text: string, values: Readonly<Record<string, string>>): string =>
  text
    .split(/\{\{(\w+)\}\}/)
    .map((part, index) => {
      if (index % 2 === 0) return literal(part);
      const value = values[part];
      return value === undefined ? '.+?' : `\u2068?${literal(value)}\u2069?`;
    })
    .join('');

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
