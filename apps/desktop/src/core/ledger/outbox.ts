import { type Entry, MAX_ACT_ENTRIES } from '@nrm/domain/ledger';
import { MAX_PUSH_ENTRIES, PROTOCOL, type PushRequest } from '@nrm/domain/sync';
import type { ReadableStore } from '../store/store.ts';
import { findThisDevice } from './ledger.ts';

/** No further act is begun once a message is this long, in UTF-16 units of its entries. */
const MAX_MESSAGE_LENGTH = 1_000_000;

/** A place in this laptop's own history. */
export interface OwnPlace {
  readonly generation: number;
  readonly deviceSeq: number;
}

/**
 * Where a referral is sent: what the server has not acknowledged, in the order it was written, in whole acts.
 * @param limit no further act is begun once this many entries are in the message
 * @param after behind this entry of ours; where nothing is acknowledged between two messages, they follow each other so
 */
export function nextPush(
  store: ReadableStore,
  limit = MAX_PUSH_ENTRIES - MAX_ACT_ENTRIES,
  after: OwnPlace = { generation: 0, deviceSeq: 0 },
): PushRequest | undefined {
  const device = findThisDevice(store);
  if (!device) return undefined;
  const entries: Entry[] = [];
  let length = 0;
  let act: unknown;
  // After a restore of the server, entries of an earlier history of this laptop may wait again: those first.
  const generation = store.get(
    'select min(generation) as first from entries where own = 1 and outcome is null and (generation, device_seq) > (?, ?)',
    after.generation,
    after.deviceSeq,
  )?.first as number | null;
  const waiting = store.iterate(
    `select header, signature, payload, salt, key_id as keyId, act from entries
     where own = 1 and outcome is null and generation = ? and device_seq > ? order by device_seq limit ?`,
    generation,
    generation === after.generation ? after.deviceSeq : 0,
    MAX_PUSH_ENTRIES,
  );
  for (const { act: actOfRow, ...entry } of waiting) {
    const begins = actOfRow !== act;
    if (begins && (entries.length >= limit || length > MAX_MESSAGE_LENGTH)) break;
    act = actOfRow;
    entries.push(entry as unknown as Entry);
    length += (entry.header as string).length + ((entry.payload as string | null)?.length ?? 0);
  }
  if (entries.length === 0) return undefined;
  return { protocol: PROTOCOL, device: device.device, generation: generation ?? device.generation, entries };
}

export const waitingCount = (store: ReadableStore): number =>
  (store.get('select count(*) as waiting from entries where own = 1 and outcome is null')?.waiting as
    | number
    | undefined) ?? 0;

/** The same as people count it: what was done at once, with one press of a button, is one thing that waits. */
export const waitingActs = (store: ReadableStore): number =>
  (store.get('select count(distinct act) as waiting from entries where own = 1 and outcome is null')?.waiting as
    | number
    | undefined) ?? 0;
