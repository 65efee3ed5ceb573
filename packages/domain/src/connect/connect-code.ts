/**
 * The one-time code that connects a laptop: 23 random Crockford characters (115 bits) and one check character, shown in
 * six groups of four. The check finds every single wrong character and every exchange of two, so that a slip of the
 * finger is told on the laptop at once and is never taken for a wrong code by the server.
 */
export const CONNECT_CODE_LENGTH = 24;
export const CONNECT_CODE_VALID_HOURS = 72;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Multiplies by alpha in GF(32) = GF(2)[x] / (x^5 + x^2 + 1); alpha has order 31, so that every place weighs differently. */
const timesAlpha = (value: number): number => ((value << 1) ^ (value & 0b10000 ? 0b100101 : 0)) & 0b11111;

/** Horner's rule from the left: zero for a whole code, or the check character of its first 23. */
function syndrome(values: readonly number[]): number {
  return values.reduce((sum, value) => timesAlpha(sum) ^ value, 0);
}

/** @param random at least 15 bytes. Returns the 24 characters without groups. */
export function formConnectCode(random: Uint8Array): string {
  const values: number[] = [];
  let bits = 0n;
  for (const byte of random.subarray(0, 15)) bits = (bits << 8n) | BigInt(byte);
  for (let index = 0; index < CONNECT_CODE_LENGTH - 1; index++) values.push(Number((bits >> BigInt(5 * index)) & 31n));
  return [...values, timesAlpha(syndrome(values))].map((value) => ALPHABET[value]).join('');
}

/**
 * Reads what a person typed: any case, any grouping, O for 0, I and L for 1 (Crockford). Undefined when it is not a
 * code, which says nothing about whether the server gave it.
 */
export function readConnectCode(typed: string): string | undefined {
  const text = typed
    .toUpperCase()
    .replace(/[\s\-–.]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const values = Array.from(text, (letter) => ALPHABET.indexOf(letter));
  if (values.length !== CONNECT_CODE_LENGTH || values.includes(-1)) return undefined;
  return syndrome(values) === 0 ? text : undefined;
}

/** In groups of four, as it is shown and read aloud. */
export const showConnectCode = (code: string): string => code.match(/.{1,4}/g)?.join('-') ?? '';
