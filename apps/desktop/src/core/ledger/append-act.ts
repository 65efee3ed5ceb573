import { authorise, type Role } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import { type Json, MAX_ACT_ENTRIES, type OpenEntry, type SubjectRef, signEntry } from '@nrm/domain/ledger';
import { findVerb, judgeEntry, officesOf, parsePayload } from '@nrm/domain/registry';
import {
  type ActId,
  assert,
  type EntryId,
  type OccurredOn,
  ok,
  type Refusal,
  type Result,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import type { ReadableStore, WriteTransaction } from '../store/store.ts';
import { insertOwnEntry } from './entry-rows.ts';
import { findThisDevice, type LedgerContext, saveThisDevice, type ThisDevice } from './ledger.ts';
import { nodeCrypto } from './node-crypto.ts';
import { readSubject, saveSubject } from './subject-rows.ts';

/** One entry to be written: a verb on a subject, with what the person asked for and what only this laptop knows. */
export interface Step {
  readonly type: string;
  readonly subject: SubjectRef;
  readonly intent: unknown;
  /** Asked inside the transaction, when the steps before it are in the state already. */
  context?(store: ReadableStore): Result<unknown>;
  readonly occurredOn?: OccurredOn;
}

export interface Act {
  /** Given by whoever pressed the button: the same act sent twice is written once. */
  readonly id: ActId;
  readonly author: { readonly worker: WorkerId; readonly role: Role };
  readonly steps: readonly Step[];
  /** What else belongs to the same transaction: the draft that this act finishes. */
  also?(tx: WriteTransaction): void;
}

/**
 * The one door for writing. Every step is proposed, judged and signed against what the screen showed, and stored with
 * its states and read models in one transaction; or none is, and the refusal says which rule said no.
 */
export function appendAct(ledger: LedgerContext, act: Act): Result<readonly EntryId[]> {
  assert(
    act.steps.length > 0 && act.steps.length <= MAX_ACT_ENTRIES,
    'an act has at least one entry and fits one message',
  );
  try {
    const ids = ledger.store.write((tx) => {
      const written = tx.all('select id from entries where act = ? and own = 1 order by device_seq', act.id);
      if (written.length > 0) return written.map((row) => row.id as EntryId);
      const entries = act.steps.map((step, index) => appendStep(ledger, tx, act, step, index));
      act.also?.(tx);
      return entries;
    });
    const device = findThisDevice(ledger.store);
    if (device) ledger.seal(device);
    ledger.announce(act.steps.map((step) => step.subject));
    return ok(ids);
  } catch (error) {
    if (error instanceof StepRefused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** Undoes the steps before it; never leaves this file. */
class StepRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The value of a result inside the transaction: a refusal undoes all of it. */
function orUndo<T>(result: Result<T>): T {
  if (!result.ok) throw new StepRefused(result.refusal);
  return result.value;
}

/** One step inside a transaction that is under way. @throws whatever undoes that transaction */
export function appendStep(ledger: LedgerContext, tx: WriteTransaction, act: Act, step: Step, index: number): EntryId {
  const verb = findVerb(step.type);
  assert(verb && verb.subject === step.subject.kind, `no verb ${step.type} for a ${step.subject.kind}`);
  const subject = readSubject(tx, step.subject);
  if (subject.frozenAt !== null) throw new StepRefused({ code: 'ledger.type-unknown' });
  const intent = orUndo(parsePayload(verb, step.intent, verb.intent));
  const context = step.context && orUndo(step.context(tx));
  const payload = orUndo(parsePayload(verb, orUndo(verb.propose(subject.shown, intent, context))));

  const device = findThisDevice(tx);
  assert(device, 'this laptop is not connected');
  const administration = readSubject(tx, { kind: 'governorate', id: device.governorate });
  const governorate = administration.state as GovernorateState | undefined;
  assert(governorate, 'the governorate has not been received yet');
  const basis = { administration: administration.seq, subject: subject.seq };
  const open = sign(ledger, device, act, step, index, verb.version, payload, basis);
  const authority = authorise(governorate, administration.seq, open.header, officesOf(subject.shown, open, payload));
  if (authority.kind !== 'allowed') throw new StepRefused({ code: authority.code });
  orUndo(judgeEntry(subject.shown, open, payload, governorate));

  insertOwnEntry(tx, open);
  saveThisDevice(tx, { ...device, seq: open.header.deviceSeq, hash: open.hash });
  ledger.project(tx, step.subject, saveSubject(tx, step.subject, subject));
  return open.header.id;
}

function sign(
  ledger: LedgerContext,
  device: ThisDevice,
  act: Act,
  step: Step,
  index: number,
  version: number,
  payload: unknown,
  basis: OpenEntry['header']['basis'],
): OpenEntry {
  const at = ledger.now();
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return signEntry(
    {
      id: uuidV7(Date.parse(at.instant), ledger.random(10)) as EntryId,
      subject: step.subject,
      type: step.type,
      version,
      act: { id: act.id, index, count: act.steps.length },
      ...(step.occurredOn && { occurredOn: step.occurredOn }),
      at,
      author: act.author,
      device: device.device,
      generation: device.generation,
      deviceSeq: device.seq + 1,
      prev: device.seq === 0 ? null : device.hash,
      basis,
      payload: payload as Json,
    },
    hex(ledger.random(16)),
    nodeCrypto,
    ledger.sign,
  );
}
