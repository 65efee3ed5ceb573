import { createAgeKeyPair } from '@nrm/sealed-files/age';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/** What is sealed to this laptop, and to whom it seals what waits for the server. */
export interface SealingKeys {
  readonly identity: string;
  readonly recipient: string;
  /** The server's; null until it was heard over the network once. */
  readonly server: string | null;
}

export const findSealingKeys = (store: ReadableStore): SealingKeys | undefined =>
  store.get('select identity, recipient, server from sealing_keys') as SealingKeys | undefined;

/** Made at the first sign-in; the private half lies in the encrypted replica and nowhere else. */
export async function sealingKeysOf(store: WritableStore): Promise<SealingKeys> {
  const found = findSealingKeys(store);
  if (found) return found;
  const { identity, recipient } = await createAgeKeyPair();
  store.write((tx) =>
    tx.run(
      'insert into sealing_keys (only, identity, recipient) values (1, ?, ?) on conflict (only) do nothing',
      identity,
      recipient,
    ),
  );
  return findSealingKeys(store) ?? { identity, recipient, server: null };
}

export const saveServerRecipient = (store: WritableStore, server: string): void =>
  store.write((tx) => void tx.run('update sealing_keys set server = ?', server));
