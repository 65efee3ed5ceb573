/** Why a text cannot be kept as it stands, said beside its field while it is still there to be put right. */
export type TextTrouble =
  | { readonly key: 'text.too-long'; readonly length: number; readonly most: number }
  /** `place`: the how-manieth sign it is, from 1, for whoever looks for something that cannot be seen */
  | { readonly key: 'text.control-sign' | 'text.half-sign'; readonly place: number };

/** The same rule as Text of the domain: letters are code points, U+0000 and lone surrogates cannot be stored. */
export function findTextTrouble(text: string, most: number | undefined): TextTrouble | undefined {
  const letters = [...text];
  if (most !== undefined && letters.length > most) return { key: 'text.too-long', length: letters.length, most };
  const at = letters.findIndex((letter) => letter === '\u0000' || !letter.isWellFormed());
  if (at < 0) return undefined;
  return { key: letters[at] === '\u0000' ? 'text.control-sign' : 'text.half-sign', place: at + 1 };
}

/** As much of a text as a question may hold, without half a sign at its end. */
export const firstLetters = (text: string, most: number): string => [...text].slice(0, most).join('');
