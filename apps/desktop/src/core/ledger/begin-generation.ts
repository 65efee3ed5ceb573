import type { GovernorateState, HistoryCut } from '@nrm/domain/governorate';
import { CHAIN_START, type Json, parseCanonical, type SubjectRef, signEntry } from '@nrm/domain/ledger';
import { type ActId, assert, uuidV7 } from '@nrm/domain/shared';
import type { WriteTransaction } from '../store/store.ts';
import { appendStep } from './append-act.ts';
import { findThisDevice, type LedgerContext, saveThisDevice } from './ledger.ts';
import { nodeCrypto } from './node-crypto.ts';
import { openStored, readSubject, shownState } from './subject-rows.ts';

/**
 * Begins this laptop's history anew after it was cut, and says so behind them. What the server has not acknowledged
 * is signed again under its old id, so that whatever did arrive is known there as the same; nothing else changes.
 *
 * @param above the generation the server knows
 */
export function beginGeneration(ledger: LedgerContext, tx: WriteTransaction, cutBy: HistoryCut, above = 0): void {
  const before = findThisDevice(tx);
  assert(before, 'this laptop is not connected');
  const generation = Math.max(before.generation, above) + 1;
  saveThisDevice(tx, { ...before, generation, seq: 0, hash: CHAIN_START });
  // Cut once more before anybody heard of the last time: one report says it all.
  tx.run("delete from entries where own = 1 and outcome is null and type = 'device.begin-generation'");
  const waiting = tx
    .all(
      `select header, signature, payload, salt, key_id as keyId from entries
       where own = 1 and outcome is null order by generation, device_seq`,
    )
    .map(openStored);
  for (const { header, entry } of waiting) {
    const device = findThisDevice(tx);
    assert(device && entry.payload !== null && entry.salt !== null, 'what waits still has its words');
    const { payloadHash: _same, ...kept } = header;
    const again = signEntry(
      {
        ...kept,
        generation,
        deviceSeq: device.seq + 1,
        prev: device.seq === 0 ? null : device.hash,
        payload: parseCanonical(entry.payload) as Json,
      },
      entry.salt,
      nodeCrypto,
      ledger.sign,
    );
    tx.run(
      'update entries set hash = ?, generation = ?, device_seq = ?, header = ?, signature = ? where id = ? and own = 1',
      again.hash,
      generation,
      again.header.deviceSeq,
      again.entry.header,
      again.entry.signature,
      header.id,
    );
    saveThisDevice(tx, { ...device, seq: again.header.deviceSeq, hash: again.hash });
  }
  report(ledger, tx, generation, cutBy);
}

/** The same in a transaction of its own. @param above the generation that is known elsewhere */
export function beginAnew(ledger: LedgerContext, cutBy: HistoryCut, above: number): void {
  ledger.store.write((tx) => beginGeneration(ledger, tx, cutBy, above));
  const device = findThisDevice(ledger.store);
  if (device) ledger.seal(device);
}

/** Says it later where nobody could when it happened: an image from before the governorate was received knows no roles. */
export function reportLater(ledger: LedgerContext): void {
  const device = findThisDevice(ledger.store);
  if (!device || device.generation === 1) return;
  const shown = shownState<GovernorateState>(ledger.store, { kind: 'governorate', id: device.governorate });
  if ((shown?.devices[device.device]?.generation ?? 1) > 1) return;
  ledger.store.write((tx) => report(ledger, tx, device.generation, 'rolled-back'));
  const after = findThisDevice(ledger.store);
  if (after && after.seq !== device.seq) ledger.seal(after);
}

/** Nobody's role may be known here yet. */
function report(ledger: LedgerContext, tx: WriteTransaction, generation: number, cutBy: HistoryCut): void {
  const device = findThisDevice(tx);
  const author = ledger.author(tx);
  if (!device || !author) return;
  const subject: SubjectRef = { kind: 'governorate', id: device.governorate };
  const known = (readSubject(tx, subject).state as GovernorateState | undefined)?.devices[device.device];
  if (!known || known.until !== null) return;
  const id = uuidV7(Date.parse(ledger.now().instant), ledger.random(10)) as ActId;
  const intent = { device: device.device, generation, cutBy };
  const step = { type: 'device.begin-generation', subject, intent };
  appendStep(ledger, tx, { id, author, steps: [step] }, step, 0);
}
