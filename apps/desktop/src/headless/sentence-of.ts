import faults from '../renderer/i18n/en/faults.json' with { type: 'json' };
import refusals from '../renderer/i18n/en/refusals.json' with { type: 'json' };

const SENTENCES: Readonly<Record<string, string>> = { ...refusals, ...faults };

/** What the screens say of a refusal or a fault, in English, with its code for whoever looks it up. */
export function sentenceOf({ code, field }: { readonly code: string; readonly field?: string | undefined }): string {
  const title = SENTENCES[`${code}.title`];
  const words = SENTENCES[`${code}.words`] ?? SENTENCES[code];
  const about = [code, field].filter((part) => part !== undefined).join(', ');
  return [title && `${title}.`, words, `(${about})`].filter((part) => part !== undefined).join(' ');
}
