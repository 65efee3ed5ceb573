import { directionOf, LANGUAGES, type Language } from '@nrm/domain/language';
import i18next, { type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

/**
 * The words of the screens: one catalogue a feature and language, found by where it lies. Keys are flat
 * (`case.has-ended`), so that a code is a key.
 */
const FILES = import.meta.glob<Readonly<Record<string, string>>>('./*/*.json', { eager: true, import: 'default' });
const KEPT_AT = 'nrm.language';
const FIRST_LANGUAGE: Language = 'ar';

function catalogues(): Record<string, Record<string, Readonly<Record<string, string>>>> {
  const found: Record<string, Record<string, Readonly<Record<string, string>>>> = {};
  for (const [path, words] of Object.entries(FILES)) {
    const [, language = '', feature = ''] = /^\.\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
    found[language] = { ...found[language], [feature]: words };
  }
  return found;
}

/**
 * A value inside a sentence of another direction is isolated (Unicode UAX 9, FSI and PDI), so that a telephone number or
 * a Latin name never turns the sentence around.
 */
const isolate = (value: string): string => (/^[\d.,:]*$/.test(value) ? value : `\u2068${value}\u2069`);

/** Chromium has no plural rules of Sorani and would silently take those of the computer; CLDR: one and other, as English. */
export const pluralRulesOf = (language: string): Intl.PluralRules =>
  new Intl.PluralRules(language === 'ckb' ? 'en' : language);

export function startWords(): void {
  void i18next.use(initReactI18next).init({
    resources: catalogues(),
    lng: keptLanguage(),
    fallbackLng: false,
    supportedLngs: [...LANGUAGES],
    defaultNS: 'interface',
    keySeparator: false,
    interpolation: { escapeValue: true, escape: (value: unknown) => isolate(String(value)) },
    returnNull: false,
    initAsync: false,
    saveMissing: import.meta.env.DEV,
    missingKeyHandler: (_languages, namespace, key) => console.error(`no words for ${namespace}:${key}`),
  });
  const resolver = i18next.services.pluralResolver as { getRule: (language: string) => Intl.PluralRules };
  resolver.getRule = pluralRulesOf;
  applyLanguage(keptLanguage());
}

let isChosenHere = false;

/** What somebody chose on this laptop before; whoever has chosen in this window already is not overruled. */
export function returnToLanguage(language: Language): void {
  if (!isChosenHere) setLanguage(language);
}

export function setLanguage(language: Language): void {
  isChosenHere = true;
  localStorage.setItem(KEPT_AT, language);
  void i18next.changeLanguage(language);
  applyLanguage(language);
}

function keptLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AT);
  return LANGUAGES.find((language) => language === kept) ?? FIRST_LANGUAGE;
}

function applyLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.title = i18next.t('shell:window-title', { lng: language });
}

export const useLanguage = (): Language => {
  const { i18n } = useTranslation();
  return LANGUAGES.find((language) => language === i18n.language) ?? FIRST_LANGUAGE;
};

/** The words of one feature; words of another are reached as `interface:cancel`. */
export const useWords = (feature: string): TFunction => useTranslation(feature).t;
