import { randomBytes } from 'node:crypto';
import { Role } from '@nrm/domain/access';
import { ConnectLook, ConnectReply, connectCodeHash, readConnectCode, transcriptNumbers } from '@nrm/domain/connect';
import { CHAIN_START } from '@nrm/domain/ledger';
import { type DeviceId, ok, type Result, refuse, uuidV7, type WorkerId } from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import type { CommandAnswers, CommandArgs } from '../bridge/commands.ts';
import { beginConnectAttempt } from './connect-attempt.ts';
import { isFault } from './faults.ts';
import type { Laptop, LaptopOptions } from './laptop.ts';
import { nodeCrypto } from './ledger/node-crypto.ts';
import { keepCardRoles } from './session/card-roles.ts';
import { createClientKey } from './session/client-key.ts';
import { createKeyring } from './session/keyring.ts';
import { judgePassword } from './session/password-rule.ts';
import { askServer } from './sync/index.ts';

/**
 * Makes this laptop one of an office. The code says which office and which worker; the worker chooses a password; the
 * laptop makes its own keys and shows them to the server, which takes the code and writes `device.connect`.
 *
 * The code is looked at before anything is made, and what was made is taken away again unless the server took it: a
 * failed try leaves a laptop that can simply try once more.
 * @throws Fault server.unreachable, server.not-trusted, connect-code.*
 */
export async function connectLaptop(
  laptop: Laptop,
  options: Omit<LaptopOptions, 'announce'>,
  { server, code: typed, password }: CommandArgs<'laptop.connect'>,
): Promise<Result<CommandAnswers['laptop.connect']>> {
  if (laptop.keyring) return refuse('device.already-connected');
  const code = readConnectCode(typed);
  if (code === undefined) return refuse('connect.code-wrong', { field: 'code' });
  const look = await askServer(server, '/v1/connect/look', { protocol: PROTOCOL, code }, ConnectLook);
  if (!look.ok) return look;
  const judged = judgePassword(password, [look.value.worker.name]);
  if (!judged.ok) return judged;

  const attempt = beginConnectAttempt(options.folder);
  const done = await introduce(laptop, options, { server, code, password, look: look.value }).catch(
    (error: unknown) => {
      attempt.undo();
      throw error;
    },
  );
  if (done.ok) attempt.succeeded();
  else attempt.undo();
  return done;
}

interface Introduction {
  readonly server: string;
  /** 24 characters, as they were read */
  readonly code: string;
  readonly password: string;
  readonly look: ConnectLook;
}

/** Makes the keys, shows them to the server and keeps what it answered. */
async function introduce(
  laptop: Laptop,
  options: Omit<LaptopOptions, 'announce'>,
  { server, code, password, look: { worker, caCertificate } }: Introduction,
): Promise<Result<CommandAnswers['laptop.connect']>> {
  const device = uuidV7(options.nowMs(), randomBytes(10)) as DeviceId;
  const made = await createKeyring({
    ...options,
    device,
    firstUser: { workerId: worker.id, displayName: worker.name, password },
    ...(options.passwordCost && { cost: options.passwordCost }),
  });
  if (!made.ok) return made;
  const { keyring, keys } = made.value;
  try {
    const { clientKey, csr } = caCertificate === null ? { clientKey: null, csr: null } : await createClientKey(device);
    const shown = {
      protocol: PROTOCOL,
      code,
      device,
      devicePublicKey: keys.devicePublicKey,
      ...(csr !== null && { csr }),
    };
    const reply = await askAgain(() => askServer(server, '/v1/connect', shown, ConnectReply, caCertificate));
    if (!reply.ok) return reply;
    const { governorate, office, deviceNumber, serverPublicKey, epoch, clientCertificate, pins, connectedBy } =
      reply.value;
    const connection = {
      v: 1 as const,
      server,
      pins,
      caCertificate: reply.value.caCertificate,
      clientCertificate,
      clientKey,
    };
    const empty = { generation: 1, seq: 0, hash: CHAIN_START };
    await laptop.begin(
      connection,
      { device, governorate, office, number: deviceNumber, serverPublicKey, epoch, ...empty },
      keyring,
      keys,
    );
    const numbers = transcriptNumbers(nodeCrypto, {
      codeHash: connectCodeHash(nodeCrypto, code),
      devicePublicKey: keys.devicePublicKey,
      csr,
      device,
      connectedBy,
      serverPublicKey,
      caCertificate: reply.value.caCertificate,
      pins,
    });
    await keepCardRoles(options, { [worker.id]: rolesOf(worker.roles) });
    return ok({ worker: worker.id as WorkerId, numbers: numbers.map(String) });
  } finally {
    keys.close();
  }
}

const rolesOf = (told: readonly string[] = []): Role[] => told.flatMap((role) => Role.safeParse(role).data ?? []);

const PAUSES_MS = [300, 1_000, 3_000] as const;

/**
 * The server takes a code once, and gives the same laptop the same answer: where the answer was lost on the way, asking
 * again with the same keys is what saves the code.
 */
async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!isFault(error, 'server.unreachable')) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return ask();
}
