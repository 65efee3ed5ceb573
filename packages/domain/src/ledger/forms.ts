import { isSlug, isUuid } from '../shared/index.ts';

/** SHA-256 as hex. */
export const HASH = /^[0-9a-f]{64}$/;
/** Ed25519, base64url. The last character holds unused bits: only zeros, so that a signature has one spelling. */
export const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;
/** 16 bytes as hex. */
export const SALT = /^[0-9a-f]{32}$/;

/*
 * Quick looks at what was parsed from JSON, for what a laptop is given a million times when it is filled. Each says yes
 * only to what the schema beside it takes and gives back as it is; whatever it does not say yes to is for the schema.
 */

export type PlainRecord = Readonly<Record<string, unknown>>;

/** Whether it has just so many members; which ones is asked by reading each of them. */
export const isRecord = (value: unknown, keys: number): value is PlainRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === keys;

export const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);

export const isWhole = (value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

export const isPlainSubject = (value: unknown): boolean =>
  isRecord(value, 2) &&
  (value['kind'] === 'case' || value['kind'] === 'organisation'
    ? isUuid(value['id'])
    : (value['kind'] === 'office' || value['kind'] === 'governorate') && isSlug(value['id']));
