import type { Refusal } from './refusal.ts';

/**
 * The answer of everything that may say no: a value or a refusal, never a throw. Faults (disk, network) and bugs are
 * exceptions and live outside the rules.
 */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (
  code: Refusal['code'],
  details: Omit<Refusal, 'code'> = {},
): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal: { code, ...details } });
