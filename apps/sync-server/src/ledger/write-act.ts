import type { Role } from '@nrm/domain/access';
import {
  CHAIN_START,
  type Json,
  type OpenEntry,
  type Receipt,
  type Sign,
  type SubjectRef,
  signEntry,
} from '@nrm/domain/ledger';
import { findVerb, parsePayload } from '@nrm/domain/registry';
import {
  type ActId,
  assert,
  type DeviceId,
  type EntryId,
  type OccurredOn,
  ok,
  type Result,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import { acceptPush } from './accept-push.ts';
import type { DeviceLog, LedgerContext } from './ledger-store.ts';

/** The server as a device: its own key and chain, and the worker in whose name the command line acts. */
export interface ServerAuthor extends LedgerContext {
  readonly device: DeviceId;
  readonly worker: WorkerId;
  readonly sign: Sign;
  random(bytes: number): Uint8Array;
}

export interface ServerStep {
  readonly type: string;
  readonly subject: SubjectRef;
  readonly intent: unknown;
  readonly occurredOn?: OccurredOn;
}

/** Writers on one server take turns; another process is noticed by the chain and tried again after it. */
const TRIES = 5;

/**
 * What is authored on the server (command line, import, provider's page) goes through the same door as a laptop's
 * entries: signed into the server's own chain, judged, placed, linked.
 */
export async function writeAct(
  server: ServerAuthor,
  steps: readonly ServerStep[],
  role: Role = 'server',
): Promise<Result<readonly EntryId[]>> {
  let refused: Result<readonly EntryId[]> | undefined;
  const receipts = await appendToOwnChain(server, async (chain) => {
    const signed = await signSteps(server, steps, role, chain);
    if (signed.ok) return signed.value;
    refused = signed;
    return [];
  });
  if (refused) return refused;
  const no = receipts.find((receipt) => receipt.outcome !== 'applied');
  if (no) return { ok: false, refusal: no.refusal ?? { code: 'form.invalid' } };
  return ok(receipts.map(({ entry }) => entry));
}

/**
 * Hands what was signed for the end of the server's own chain to the door; signed again when another writer was faster.
 * @param signAt forms the entries for the place where the chain stands
 */
export async function appendToOwnChain(
  server: ServerAuthor,
  signAt: (chain: DeviceLog) => Promise<readonly OpenEntry[]>,
): Promise<readonly Receipt[]> {
  for (let attempt = 1; ; attempt++) {
    const chain = (await server.store.findDevice(server.device)) ?? NOTHING_WRITTEN;
    const signed = await signAt(chain);
    if (signed.length === 0) return [];
    const answer = await acceptPush(server, {
      protocol: PROTOCOL,
      device: server.device,
      generation: chain.generation,
      entries: signed.map(({ entry }) => entry),
    });
    if (answer.stopped === null) return answer.receipts;
    assert(attempt < TRIES, 'the server could not get its turn in its own chain');
  }
}

const NOTHING_WRITTEN: DeviceLog = { generation: 1, seq: 0, hash: CHAIN_START };

async function signSteps(
  server: ServerAuthor,
  steps: readonly ServerStep[],
  role: Role,
  chain: DeviceLog,
): Promise<Result<OpenEntry[]>> {
  let head: { seq: number; hash: string } = chain;
  const administration = await server.store.findSubject({ kind: 'governorate', id: server.governorate });
  const now = server.now();
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const actId = uuidV7(Date.parse(now), server.random(10)) as ActId;
  const signed: OpenEntry[] = [];
  for (const [index, step] of steps.entries()) {
    const verb = findVerb(step.type);
    assert(verb, `no verb ${step.type}`);
    const subject = await server.store.findSubject(step.subject);
    const intent = parsePayload(verb, step.intent, verb.intent);
    if (!intent.ok) return intent;
    const proposed = verb.propose(subject?.state, intent.value, undefined);
    if (!proposed.ok) return proposed;
    const open = signEntry(
      {
        id: uuidV7(Date.parse(now), server.random(10)) as EntryId,
        subject: step.subject,
        type: step.type,
        version: verb.version,
        act: { id: actId, index, count: steps.length },
        ...(step.occurredOn && { occurredOn: step.occurredOn }),
        at: { instant: now, clock: 'ok' },
        author: { worker: server.worker, role },
        device: server.device,
        generation: chain.generation,
        deviceSeq: head.seq + 1,
        prev: head.seq === 0 ? null : head.hash,
        basis: { administration: administration?.seq ?? 0, subject: subject?.seq ?? 0 },
        payload: proposed.value as Json,
      },
      hex(server.random(16)),
      server.crypto,
      server.sign,
    );
    head = { seq: open.header.deviceSeq, hash: open.hash };
    signed.push(open);
  }
  return ok(signed);
}
