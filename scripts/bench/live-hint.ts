import type { CaseId } from '@nrm/domain/shared';
import { passwordCost } from '../../apps/desktop/src/core/session/password-hash.ts';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { type Desk, openGovernorate } from '../wire/governorate.ts';

export interface HintFigures {
  readonly entries: number;
  /** From the button of one laptop to the row in the encrypted file of the other, milliseconds. */
  readonly visibleAfterMs: { readonly median: number; readonly p95: number; readonly worst: number };
  /** Entries that were not there within ten seconds: the regular asking would have brought them. */
  readonly late: number;
}

const GIVE_UP_MS = 10_000;

/**
 * A single entry on its way to a connected colleague: two whole laptops on encrypted files and a whole server on a real
 * PostgreSQL, over TLS with client certificates. The regular asking is 150 s away and cannot be what is measured.
 */
export async function measureLiveHint(entries: number): Promise<HintFigures> {
  const governorate = await openGovernorate({ tls: true, passwordCost: passwordCost(64 * 1024) });
  try {
    const { caseworker, colleague } = governorate.staff;
    const first = await governorate.connect('first', caseworker);
    const second = await governorate.connect('second', colleague);
    for (const desk of [first, second]) await waitUntil(() => desk.session.hint.isUp);
    const times: number[] = [];
    for (let count = 0; count < entries; count++) {
      const [from, to]: [Desk, Desk] = count % 2 === 0 ? [first, second] : [second, first];
      const person = from.newId() as CaseId;
      const begun = performance.now();
      await from.act(register(person, { givenName: 'زينب', fatherName: 'علي' }));
      const isThere = await waitUntil(
        () => to.session.store.get('select 1 from cases where id = ?', person) !== undefined,
      );
      if (isThere) times.push(performance.now() - begun);
      // People do not write in the moment in which they read.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    return {
      entries,
      visibleAfterMs: { median: at(0.5), p95: at(0.95), worst: at(1) },
      late: entries - times.length,
    };
  } finally {
    await governorate.close();
  }
}

/** @returns whether it became so in time */
async function waitUntil(isSo: () => boolean): Promise<boolean> {
  const begun = performance.now();
  while (!isSo()) {
    if (performance.now() - begun > GIVE_UP_MS) return false;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return true;
}
