import { existsSync, readFileSync } from 'node:fs';

/** Strings that have broken software somewhere; a small list of our own, and the Big List where it lies beside the project. */
const OWN: readonly string[] = [
  '',
  ' ',
  '\t\n\r',
  'undefined',
  'null',
  'true',
  'NaN',
  '-0',
  '1e400',
  '0x0',
  '0644',
  '١٢٣٤٥',
  '۱۲۳۴۵',
  '"',
  "'",
  '\\',
  '\\u0000',
  '\u0000',
  'before\u0000after',
  '\u0001\u001f\u007f\u0085',
  '\ud800',
  'a\udfffb',
  '\ufeffmark',
  '\ufffd',
  '\u2028\u2029',
  'e\u0301 \u00e9',
  'ي ى ی ئ',
  'ک ك گ',
  'ه ە ھ ة',
  'عبد\u200cالرحمن',
  'م\u0640\u0640ح\u0651م\u064eد',
  '\u202eabc\u202c',
  '\u2066عربي\u2069',
  '😀👩‍👩‍👧‍👦🇮🇶',
  '__proto__',
  'constructor',
  '{"__proto__":{"a":1}}',
  "'; DROP TABLE people; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'CON',
  '%s%n',
  '{{7*7}}',
  '=1+1',
  'Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
  'a'.repeat(100_000),
  '['.repeat(10_000),
];

const BIG_LIST = new URL('../../../../../shared/data/strings/blns.json', import.meta.url);

export const naughtyStrings: readonly string[] = existsSync(BIG_LIST)
  ? [...OWN, ...(JSON.parse(readFileSync(BIG_LIST, 'utf8')) as string[])]
  : OWN;
