/**
 * Canonical JSON (RFC 8785) for the values entries are made of, so that the same fact has the same bytes on every
 * machine. Numbers are limited to safe integers and finite decimals as ECMAScript prints them, which is what the RFC asks.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * How many arrays and objects may stand inside one another. Deeper values are refused before anything recursive touches
 * them: a megabyte of `[` must not overflow the stack.
 */
export const MAX_DEPTH = 32;

/** @throws TypeError for what JSON cannot hold (NaN, functions, dates, lone surrogates) or what is nested too deeply */
export function canonicalJson(value: Json, depth = 0): string {
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('not a finite number');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a lone surrogate is not text');
    return JSON.stringify(value);
  }
  if (depth >= MAX_DEPTH) throw new TypeError('nested too deeply for canonical JSON');
  // Array.from, because map skips holes and would print `[,]`.
  if (Array.isArray(value)) return `[${Array.from(value, (item: Json) => canonicalJson(item, depth + 1)).join(',')}]`;
  // A Date or a Map has no members of its own and would silently become `{}`.
  if (Object.prototype.toString.call(value) !== '[object Object]') throw new TypeError('not a JSON value');
  const record = value as { readonly [key: string]: Json | undefined };
  const parts: string[] = [];
  // RFC 8785 sorts keys by UTF-16 code units, which is what the default comparison of strings does.
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue; // an absent optional field, as JSON.stringify does
    parts.push(`${canonicalJson(key)}:${canonicalJson(member, depth + 1)}`);
  }
  return `{${parts.join(',')}}`;
}

/** Whether a text nests no deeper than {@link MAX_DEPTH}; a scan without recursion, to run before `JSON.parse`. */
export function nestsWithin(text: string, maxDepth = MAX_DEPTH): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === 0x5c) index++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > maxDepth) return false;
    } else if (unit === 0x5d || unit === 0x7d) depth--;
  }
  return true;
}

/** The value of a canonical text, or undefined when the text is not JSON or not in canonical form. */
export function parseCanonical(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isPlainlyCanonical(value, text) || canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Says yes, three times as fast, to nearly everything that is canonical, and never to anything else: the engine writes
 * what it just read in the order in which it read it, so only the order remains to be looked at. It escapes a lone
 * surrogate where the canonical form refuses it, and gives keys that look like numbers an order of its own: neither is
 * decided here, nor what is nested too deeply: an
 * engine reads that without recursion, or throws.
 */
const isPlainlyCanonical = (value: Json, text: string): boolean =>
  !text.includes('\\ud') && hasSortedKeys(value) && JSON.stringify(value) === text;

function hasSortedKeys(value: Json, depth = 0): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => hasSortedKeys(item, depth + 1));
  let last = '';
  const record = value as { readonly [key: string]: Json };
  for (const key of Object.keys(record)) {
    if (key < last || !hasSortedKeys(record[key] ?? null, depth + 1)) return false;
    last = key;
  }
  return true;
}
