import { type Verdict } from '../ledger/verb.ts';
import { ok, refuse } from '../shared/index.ts';
import { MAX_PLACES, MAX_SERVICES, type OrganisationState } from './organisation.ts';

/**
 * Every laptop of the governorate holds the state of every provider, so a state has 64 KB at most (architecture, "Subjects
 * and entries"). Acts stop below that; what is left is for the reports of the weekly call, which are never refused.
 */
export const MAX_ORGANISATION_BYTES = 60_000;

/**
 * @param added what the act writes into the state
 * @param replaced the record it writes over, so that making a full one smaller is always possible
 */
export function judgeSize(state: OrganisationState, added: object, replaced: object = {}): Verdict {
  const before = Object.fromEntries(Object.entries(replaced).filter(([field]) => Object.hasOwn(added, field)));
  const growth = bytesOf(added) - bytesOf(before);
  const bytes = bytesOf(state) + growth;
  return growth > 0 && bytes > MAX_ORGANISATION_BYTES
    ? refuse('directory.organisation-full', { params: { bytes, most: MAX_ORGANISATION_BYTES } })
    : ok(null);
}

const bytesOf = (value: unknown) => utf8Length(JSON.stringify(value));

export const hasRoomForService = (state: OrganisationState): boolean =>
  Object.keys(state.services).length < MAX_SERVICES;

export const hasRoomForPlace = (state: OrganisationState): boolean => Object.keys(state.places).length < MAX_PLACES;

/** Bytes of a text in UTF-8; the rules have no encoder of a platform. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair counts two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}
