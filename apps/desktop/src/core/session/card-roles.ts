import { join } from 'node:path';
import { Role } from '@nrm/domain/access';
import type { Json } from '@nrm/domain/ledger';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import { findFile, writeDurably } from '../store/durable-file.ts';
import type { DeviceSecretStore } from './device-secret-store.ts';
import { deriveKey, findUnsealed, Sealed, seal } from './seal.ts';

/**
 * What stands below a name on its sign-in card. The roles themselves are in the replica, which nobody has opened yet; so
 * this laptop writes down what it last knew, for the workers who can sign in here, sealed like their names. It decides
 * nothing: what somebody may do is asked of the replica.
 */
export type CardRoles = Readonly<Record<string, readonly Role[]>>;

interface Place {
  readonly folder: string;
  readonly deviceSecret: DeviceSecretStore;
}

const pathOf = (folder: string) => join(folder, 'card-roles.json');
const File = z.object({ v: z.literal(1), roles: Sealed });
const Known = z.record(z.string(), z.array(z.string()));
const HEADER: Json = { use: 'nrm roles on cards v1' };
const keyOf = (secret: Uint8Array) => deriveKey(secret, '', 'roles on cards');
/** Its length must not tell how many work here. */
const PADDED_TO = 1024;

/** Empty where nothing was written, or what was written cannot be read: then the cards show names alone. */
export async function readCardRoles({ folder, deviceSecret }: Place): Promise<CardRoles> {
  try {
    const secret = await deviceSecret.load();
    const text = findFile(pathOf(folder))?.toString('utf8');
    if (!secret || text === undefined) return {};
    const bytes = findUnsealed(keyOf(secret), HEADER, File.parse(JSON.parse(text)).roles);
    const known = Known.parse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8')));
    // A newer release may have written roles that this one has no word for.
    return Object.fromEntries(
      Object.entries(known).map(([worker, roles]) => [
        worker,
        roles.flatMap((role) => Role.safeParse(role).data ?? []),
      ]),
    );
  } catch {
    return {};
  }
}

/** Writes them where they are others than before. Nothing hangs on it: where they cannot be written the cards stay as they were. */
export async function keepCardRoles(place: Place, roles: CardRoles): Promise<void> {
  try {
    await writeCardRoles(place, roles);
  } catch (error) {
    console.error('the cards kept their roles:', error instanceof Fault ? error.code : 'program.error');
  }
}

async function writeCardRoles(place: Place, roles: CardRoles): Promise<void> {
  const secret = await place.deviceSecret.load();
  if (!secret || JSON.stringify(await readCardRoles(place)) === JSON.stringify(roles)) return;
  const text = JSON.stringify(roles);
  const size = Math.ceil(Buffer.byteLength(text) / PADDED_TO) * PADDED_TO;
  const padded = Buffer.concat([Buffer.from(text)], size).fill(' ', Buffer.byteLength(text));
  writeDurably(pathOf(place.folder), JSON.stringify({ v: 1, roles: seal(keyOf(secret), HEADER, padded) }));
}
