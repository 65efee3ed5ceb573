import { z } from 'zod';

/** The languages of every visible text, by BCP 47 code: Arabic, Central Kurdish (Sorani), English. */
export const LANGUAGES = ['ar', 'ckb', 'en'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** Arabic and Sorani are written from right to left. */
export const directionOf = (language: Language): 'rtl' | 'ltr' => (language === 'en' ? 'ltr' : 'rtl');
