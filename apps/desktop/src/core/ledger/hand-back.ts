import type { GovernorateState } from '@nrm/domain/governorate';
import type { Entry } from '@nrm/domain/ledger';
import { assert } from '@nrm/domain/shared';
import { type HandBackRequest, MAX_HAND_BACK_ENTRIES, PROTOCOL } from '@nrm/domain/sync';
import type { ReadableStore } from '../store/store.ts';
import { findThisDevice } from './ledger.ts';
import { shownState } from './subject-rows.ts';

const WHICH = {
  /** What a restored server is known to have forgotten. */
  'set-aside': 'placed = 0',
  /** All that makes workers, offices and laptops known. */
  governorate: "subject_kind = 'governorate'",
} as const;

/**
 * What the server itself had written (introductions, roles, connected laptops, the directory) and may have forgotten, in
 * the order in which it wrote it.
 */
export function* forgottenOf(store: ReadableStore, which: keyof typeof WHICH): Generator<HandBackRequest> {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  const [server] =
    Object.entries(governorate?.devices ?? {}).find(([, { publicKey }]) => publicKey === device.serverPublicKey) ?? [];
  if (server === undefined) return;
  const entries = store.all(
    `select header, signature, payload, salt, key_id as keyId from entries
     where device = ? and own = 0 and left_at is null and ${WHICH[which]} order by generation, device_seq`,
    server,
  ) as unknown as Entry[];
  for (let from = 0; from < entries.length; from += MAX_HAND_BACK_ENTRIES)
    yield { protocol: PROTOCOL, entries: entries.slice(from, from + MAX_HAND_BACK_ENTRIES) };
}
