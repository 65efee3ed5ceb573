/**
 * Takes a one-time code for a laptop's keys, once. Everything, the ledger's entry included, is one transaction: either
 * the laptop is connected or nothing happened. A laptop that lost the answer asks again with the same keys and gets
 * the same answer.
 */

import type { Role } from '@nrm/domain/access';
import {
  type ConnectLook,
  ConnectReply,
  connectCodeHash,
  readConnectCode,
  transcriptNumbers,
} from '@nrm/domain/connect';
import {
  type DeviceId,
  type EntryId,
  type GovernorateId,
  type Instant,
  instantFromMs,
  OfficeId,
  ok,
  type Result,
  refuse,
  WorkerId,
} from '@nrm/domain/shared';
import type { ConnectRequest } from '@nrm/domain/sync';
import type pg from 'pg';
import { isFault } from '../faults.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { inTransaction } from '../store/connect.ts';
import { issueDeviceCertificate } from '../tls/certificates.ts';
import type { TlsIdentity } from '../tls/tls-folder.ts';

export interface NewDevice {
  readonly device: DeviceId;
  readonly office: OfficeId;
  readonly number: number;
  /** Ed25519, raw, base64url */
  readonly publicKey: string;
  readonly at: Instant;
}

/** What a code is for, without taking it. Refuses as {@link redeemConnectCode}. */
export async function lookAtConnectCode(
  { pool, tls, now, findWorker }: ConnectContext,
  typed: string,
): Promise<Result<ConnectLook>> {
  const code = readConnectCode(typed);
  if (code === undefined) return refuse('connect.code-wrong', { field: 'code' });
  const { rows } = await pool.query<Pick<CodeRow, 'office' | 'worker' | 'expires_at' | 'reply'>>(
    'SELECT office, worker, expires_at, reply FROM connect_codes WHERE code_hash = $1',
    [connectCodeHash(nodeCrypto, code)],
  );
  const [row] = rows;
  if (!row) return refuse('connect.code-wrong', { field: 'code' });
  if (row.reply !== null) return refuse('connect.code-used', { field: 'code' });
  if (row.expires_at.getTime() <= now().getTime()) return refuse('connect.code-expired', { field: 'code' });
  const id = WorkerId.parse(row.worker);
  const worker = await findWorker(id);
  if (!worker) return refuse('worker.unknown');
  return ok({
    office: OfficeId.parse(row.office),
    worker: { id, ...worker },
    caCertificate: tls?.authority.certificate ?? null,
  });
}

/** Writes the ledger's `device.connect` inside this transaction and names its entry; a refusal undoes everything. */
export type IntroduceDevice = (tx: pg.PoolClient, device: NewDevice) => Promise<Result<EntryId>>;

/** Who somebody is now: their name, and the roles that are not ended. */
export type FindWorker = (worker: WorkerId) => Promise<{ readonly name: string; readonly roles: Role[] } | undefined>;

export interface ConnectContext {
  readonly pool: pg.Pool;
  readonly governorate: GovernorateId;
  /** Of the server's own Ed25519 key, with which feed heads are signed. */
  readonly serverPublicKey: string;
  readonly epoch: () => string;
  readonly tls: TlsIdentity | null;
  readonly now: () => Date;
  readonly introduceDevice: IntroduceDevice;
  readonly findWorker: FindWorker;
}

interface CodeRow {
  readonly office: string;
  readonly worker: string;
  readonly device_number: number;
  readonly expires_at: Date;
  readonly device_public_key: string | null;
  readonly csr: string | null;
  readonly reply: string | null;
}

class Undo extends Error {
  readonly refusal: Result<never>;
  constructor(refusal: Result<never>) {
    super('undone');
    this.refusal = refusal;
  }
}

/**
 * Refuses `connect.code-wrong`, `connect.code-used`, `connect.code-expired` (the last two only to somebody who has the
 * whole code), `connect.request-invalid`, and whatever the ledger refuses.
 */
export async function redeemConnectCode(
  context: ConnectContext,
  request: ConnectRequest,
): Promise<Result<ConnectReply>> {
  const code = readConnectCode(request.code);
  if (code === undefined) return refuse('connect.code-wrong', { field: 'code' });
  if (context.tls && request.csr === undefined) return refuse('connect.request-invalid', { field: 'csr' });
  const codeHash = connectCodeHash(nodeCrypto, code);
  try {
    return await inTransaction(context.pool, async (tx) => {
      const { rows } = await tx.query<CodeRow>(
        'SELECT office, device_number, expires_at, device_public_key, csr, reply FROM connect_codes WHERE code_hash = $1 FOR UPDATE',
        [codeHash],
      );
      const [row] = rows;
      if (!row) return refuse('connect.code-wrong', { field: 'code' });
      if (row.reply !== null) {
        const sameLaptop = row.device_public_key === request.devicePublicKey && row.csr === (request.csr ?? null);
        return sameLaptop
          ? ok(ConnectReply.parse(JSON.parse(row.reply)))
          : refuse('connect.code-used', { field: 'code' });
      }
      const now = context.now();
      if (row.expires_at.getTime() <= now.getTime()) return refuse('connect.code-expired', { field: 'code' });
      return await connectDevice(context, tx, request, { codeHash, row, now });
    });
  } catch (error) {
    if (error instanceof Undo) return error.refusal;
    if (isFault(error, 'certificate.request-invalid')) return refuse('connect.request-invalid', { field: 'csr' });
    throw error;
  }
}

async function connectDevice(
  { tls, governorate, serverPublicKey, epoch, introduceDevice }: ConnectContext,
  tx: pg.PoolClient,
  request: ConnectRequest,
  { codeHash, row, now }: { codeHash: string; row: CodeRow; now: Date },
): Promise<Result<ConnectReply>> {
  const at = instantFromMs(now.getTime());
  const { device } = request;
  const office = OfficeId.parse(row.office);
  const csr = request.csr ?? null;
  const introduced = await introduceDevice(tx, {
    device,
    office,
    number: row.device_number,
    publicKey: request.devicePublicKey,
    at,
  });
  if (!introduced.ok) throw new Undo(introduced);
  const reply = ConnectReply.parse({
    device,
    deviceNumber: row.device_number,
    governorate,
    office,
    serverPublicKey,
    epoch: epoch(),
    connectedBy: introduced.value,
    at,
    clientCertificate: tls && csr !== null ? await issueDeviceCertificate(tls.authority, csr, device, now) : null,
    caCertificate: tls?.authority.certificate ?? null,
    pins: tls?.pins ?? [],
  });
  const { caCertificate, pins } = reply;
  const numbers = transcriptNumbers(nodeCrypto, {
    codeHash,
    devicePublicKey: request.devicePublicKey,
    csr,
    device,
    connectedBy: introduced.value,
    serverPublicKey,
    caCertificate,
    pins,
  });
  await tx.query(
    'UPDATE connect_codes SET used_at = $2, device_public_key = $3, csr = $4, reply = $5, transcript = $6 WHERE code_hash = $1',
    [codeHash, now, request.devicePublicKey, csr, JSON.stringify(reply), numbers.join(' ')],
  );
  return ok(reply);
}
