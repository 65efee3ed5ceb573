import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERMISSIONS } from '@nrm/domain/access';
import { LANGUAGES, type Language } from '@nrm/domain/language';
import { REFUSAL_CODES } from '@nrm/domain/shared';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { FAULT_CODES } from '../../core/faults.ts';

/** The words of the screens, held to account: every key in every language, no word outside the catalogues. */
const HERE = import.meta.dirname;
const RENDERER = join(HERE, '..');

type Catalogue = Readonly<Record<string, string>>;
const featuresOf = (language: Language): string[] =>
  readdirSync(join(HERE, language))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5))
    .sort();
const wordsOf = (language: Language, feature: string): Catalogue =>
  JSON.parse(readFileSync(join(HERE, language, `${feature}.json`), 'utf8')) as Catalogue;

const FEATURES = featuresOf('en');
const PLURAL = /_(zero|one|two|few|many|other)$/;
const baseKeys = (words: Catalogue) => [...new Set(Object.keys(words).map((key) => key.replace(PLURAL, '')))].sort();
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
/** CLDR: Sorani has one and other, as English has; not every ICU knows it. */
const formsOf = (language: Language): readonly string[] =>
  [...new Intl.PluralRules(language === 'ckb' ? 'en' : language).resolvedOptions().pluralCategories].sort();

// Words that wound or that only we understand (docs/glossary.md), as whole words.
const FORBIDDEN: Readonly<Record<Language, readonly string[]>> = {
  ar: [
    'مُرحَّل',
    'مرحّل',
    'قضية',
    'القضية',
    'عامل',
    'تحويل',
    'التحويل',
    'مزوّد',
    'المزوّد',
    'تحقيق',
    'التحقيق',
    'مراقبة',
    'المراقبة',
    'تأهيل',
    'رسالة دعم',
    'رب الأسرة',
    'تهجير',
    'لاجئ',
    'هوية',
    'الهوية',
    'ولاية',
    'عمدة',
    'مستوى الخطورة',
    'غلق الملف',
    'تزامن',
    'مزامنة',
    'تدقيق',
    'متأخرات',
    // A voucher, worth money; the slip of a referral is a قصاصة.
    'قسيمة',
    'القسيمة',
    'الإنجليزية',
    // A role is a post, not a man: whoever holds it may be a woman.
    'مشرف',
    'المشرف',
    'للمشرف',
    'مشرفك',
    'موظف الحالة',
    'مسؤول النظام',
    'لمسؤول النظام',
    'مسؤول المحافظة',
  ],
  ckb: ['ناوچە', 'ناوچەی', 'ئاستی مەترسی', 'ژوان', 'ژوانی', 'مەوعید', 'مەکتەب', 'مەکتەبە'],
  en: [
    'replica',
    'ledger',
    'feed',
    'receipt',
    'contested',
    'enrol',
    'enroll',
    'call round',
    'sync',
    'risk',
    'overdue',
    'beneficiary',
    'victim',
  ],
};
/** What stands behind a number and bends with it. Only `count` chooses a form, so no other name may stand before one. */
const COUNTED: Readonly<Record<'ar' | 'en', readonly string[]>> = {
  en: [
    'days?',
    'weeks?',
    'months?',
    'years?',
    'hours?',
    'minutes?',
    'letters?',
    'entries',
    'files?',
    'needs?',
    'times',
  ],
  ar: [
    'يوم',
    'يوماً',
    'أيام',
    'أسبوع',
    'أسبوعاً',
    'أسابيع',
    'شهر',
    'شهراً',
    'أشهر',
    'سنة',
    'سنوات',
    'ساعة',
    'ساعات',
    'دقيقة',
    'دقائق',
    'حرف',
    'حرفاً',
    'أحرف',
    'قيد',
    'قيداً',
    'قيود',
    'ملف',
    'ملفاً',
    'ملفات',
    'إحالة',
    'إحالات',
    'شخص',
    'شخصاً',
    'أشخاص',
    'مرة',
    'مرات',
    'مقعد',
    'مقاعد',
  ],
};
const holdsWord = (text: string, word: string) =>
  new RegExp(`(?<![\\p{L}\\p{M}])${word}(?![\\p{L}\\p{M}])`, 'iu').test(text);

describe('catalogues', () => {
  it('there is the same set of features in every language', () => {
    for (const language of LANGUAGES) expect(featuresOf(language), language).toEqual(FEATURES);
  });

  describe.each(FEATURES)('%s', (feature) => {
    const english = wordsOf('en', feature);

    it.each(LANGUAGES)('has every key in %s, and something in each', (language) => {
      const words = wordsOf(language, feature);
      expect(baseKeys(words)).toEqual(baseKeys(english));
      for (const [key, text] of Object.entries(words)) expect(text.trim(), key).not.toBe('');
    });

    it.each(LANGUAGES)('has all plural forms in %s', (language) => {
      const words = wordsOf(language, feature);
      const counted = new Set(
        Object.keys(english)
          .filter((key) => key.endsWith('_other'))
          .map((key) => key.replace(PLURAL, '')),
      );
      for (const base of counted) {
        const forms = Object.keys(words)
          .filter((key) => PLURAL.test(key) && key.replace(PLURAL, '') === base)
          .map((key) => key.slice(base.length + 1))
          .sort();
        // i18next also takes `_zero` in every language, where "none" reads better than "0".
        const asked = formsOf(language);
        expect(
          forms.filter((form) => form !== 'zero' || asked.includes(form)),
          base,
        ).toEqual(asked);
      }
    });

    it.each(LANGUAGES)('has the same placeholders in %s', (language) => {
      const expected = new Map(
        baseKeys(english).map((base) => [base, placeholders(english[base] ?? english[`${base}_other`] ?? '')]),
      );
      for (const [key, text] of Object.entries(wordsOf(language, feature))) {
        const wanted = expected.get(key.replace(PLURAL, '')) ?? [];
        // "one" and "two" are words of their own in Arabic, so the number itself may be missing there.
        const isCounted = PLURAL.test(key);
        const without = (names: readonly (string | undefined)[]) =>
          names.filter((name) => !isCounted || name !== 'count');
        expect(without(placeholders(text)), key).toEqual(without(wanted));
      }
    });

    it.each(['ar', 'en'] as const)('bends in %s whatever is counted, under whatever name', (language) => {
      const said = new RegExp(
        `\\{\\{(?!count\\}\\})\\w+\\}\\} (${COUNTED[language].join('|')})(?![\\p{L}\\p{M}])`,
        'u',
      );
      for (const [key, text] of Object.entries(wordsOf(language, feature))) expect(text, key).not.toMatch(said);
    });

    it.each(LANGUAGES)('has no word in %s that wounds or that nobody understands', (language) => {
      for (const [key, text] of Object.entries(wordsOf(language, feature)))
        for (const word of FORBIDDEN[language]) expect(holdsWord(text, word), `${key}: ${word}`).toBe(false);
    });

    it.each(['ar', 'ckb'] as const)('is in the right letters in %s', (language) => {
      for (const [key, text] of Object.entries(wordsOf(language, feature))) {
        expect(/[٠-٩۰-۹]/.test(text), `${key}: western digits on screen`).toBe(false);
        // The two alphabets have letters that look alike and are not: ك ي ة are Arabic, ک ی ە are Sorani.
        if (language === 'ckb' && key !== 'language.ar')
          expect(/[كيةى]/.test(text), `${key}: Arabic letters`).toBe(false);
        if (language === 'ar' && key !== 'language.ckb')
          expect(/[کیەێۆڕڵ]/.test(text), `${key}: Sorani letters`).toBe(false);
      }
    });
  });

  it('has words for every code', () => {
    const refusals = wordsOf('en', 'refusals');
    expect(Object.keys(refusals).sort()).toEqual([...REFUSAL_CODES].sort());
    const faults = wordsOf('en', 'faults');
    for (const code of FAULT_CODES)
      for (const part of ['title', 'words', 'next']) expect(faults, code).toHaveProperty([`${code}.${part}`]);
    const verbs = wordsOf('en', 'verbs');
    for (const verb of Object.keys(PERMISSIONS))
      for (const part of ['button', 'story']) expect(verbs, verb).toHaveProperty([`${verb}.${part}`]);
  });
});

const screens = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx'))
  .sort();
const sourceOf = (name: string) =>
  ts.createSourceFile(
    name,
    readFileSync(join(RENDERER, name), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );

function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => eachNode(child, visit));
}

/** Attributes that a person sees or hears. */
const SPOKEN = new Set([
  'label',
  'title',
  'words',
  'word',
  'placeholder',
  'description',
  'error',
  'aria-label',
  'alt',
  'removeLabel',
  'name',
]);
/** `name` of an input is for the form, not for eyes. */
const isSpoken = (attribute: string, tag: string) =>
  SPOKEN.has(attribute) && !(attribute === 'name' && /^[a-z]/.test(tag));
const hasLetters = (text: string) => /\p{L}/u.test(text);

describe('screens', () => {
  it.each(screens)('%s has no words of its own', (name) => {
    const found: string[] = [];
    eachNode(sourceOf(name), (node) => {
      if (ts.isJsxText(node) && hasLetters(node.text)) found.push(node.text.trim());
      if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
        const tag = node.parent.parent.tagName.getText();
        if (isSpoken(node.name.getText(), tag) && hasLetters(node.initializer.text)) found.push(node.initializer.text);
      }
      if (
        ts.isJsxExpression(node) &&
        node.expression &&
        ts.isStringLiteralLike(node.expression) &&
        !ts.isJsxAttribute(node.parent)
      )
        if (hasLetters(node.expression.text)) found.push(node.expression.text);
    });
    expect(found).toEqual([]);
  });

  it.each(screens)('%s asks only for words that exist', (name) => {
    const source = sourceOf(name);
    const missing: string[] = [];
    eachNode(source, (node) => {
      if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
      const [first] = node.arguments;
      if (!first || !ts.isStringLiteral(first)) return;
      const declared = namespacesOf(node, node.expression.text);
      if (declared === undefined) return;
      const [prefix, key] = first.text.includes(':') ? first.text.split(':', 2) : [undefined, first.text];
      const namespace = prefix ?? declared;
      const words = FEATURES.includes(namespace) ? wordsOf('en', namespace) : {};
      if (!(key !== undefined && (key in words || `${key}_other` in words))) missing.push(`${namespace}:${key}`);
    });
    expect(missing).toEqual([]);
  });
});

/** The feature that `const t = useWords('feature')` nearest above names; undefined for any other function. */
function namespacesOf(node: ts.Node, name: string): string | undefined {
  for (let scope: ts.Node | undefined = node; scope; scope = scope.parent) {
    if (!ts.isBlock(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name: declared, initializer } of statement.declarationList.declarations) {
        if (!ts.isIdentifier(declared) || declared.text !== name || !initializer) continue;
        if (!ts.isCallExpression(initializer) || initializer.expression.getText() !== 'useWords') return undefined;
        const [feature] = initializer.arguments;
        return feature && ts.isStringLiteral(feature) ? feature.text : undefined;
      }
    }
  }
  return undefined;
}
