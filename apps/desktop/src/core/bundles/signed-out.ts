import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceId } from '@nrm/domain/shared';
import { nodeFiles } from '@nrm/sealed-files/file-operations';
import type { Delivered } from '../../bridge/bundles.ts';
import { type Connection, findCarrierLine } from '../connection.ts';
import { Fault } from '../faults.ts';
import { acquireWriterLock } from '../store/writer-lock.ts';
import { createSignedLine } from '../sync/index.ts';
import { carryOverLine } from './carrier.ts';
import { onOwnDisk } from './own-disk.ts';
import { bundlePlaces } from './places.ts';

/**
 * What the scheduler of the operating system calls at night: carries up what was sealed when the last worker signed out
 * and keeps, sealed, what comes for this laptop until somebody unlocks. Nobody's password and no key of the replica.
 * One program at a time: two would take half fetched bundles from each other.
 * @throws Fault replica.in-use when another program does this now; session.signed-out when nobody has signed in since this release came; server.*
 */
export async function carryWhileSignedOut(
  folder: string,
  connection: Connection,
  device: DeviceId,
  whose: 'own' | 'all',
  signal: AbortSignal,
): Promise<Delivered> {
  const carrier = findCarrierLine(connection, device);
  if (!carrier) throw new Fault('session.signed-out');
  for (const place of Object.values(bundlePlaces(folder))) mkdirSync(place, { recursive: true, mode: 0o700 });
  const lock = acquireWriterLock(join(folder, 'bundles'), 'carrying.lock');
  const line = createSignedLine(carrier.line);
  try {
    return await carryOverLine(onOwnDisk(nodeFiles), folder, line, device, 'signed-out', signal, whose);
  } finally {
    lock.release();
    await line.close();
  }
}
