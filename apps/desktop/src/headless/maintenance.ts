import type { Laptop } from '../core/laptop.ts';
import { verifyLaptopLedger } from '../core/ledger/verify.ts';
import { rebuildReadModels, verifyReadModels } from '../core/read-models/index.ts';

interface Report {
  readonly ok: boolean;
  readonly sentence: string;
  readonly details: unknown;
}

/** Ledger, chains, stored states, and what is derived from them. Changes nothing. */
export function checkLaptop({ session }: Laptop): Report {
  if (!session) throw new Error('nobody is signed in');
  const ledger = verifyLaptopLedger(session.store);
  const readModels = verifyReadModels(session.store);
  const ok = ledger.troubles.length === 0 && readModels;
  return {
    ok,
    sentence: `${ledger.entries} entries, ${ledger.subjects} subjects, ${ledger.links} links checked; ${ledger.troubles.length} troubles; what is derived is ${readModels ? 'right' : 'NOT what the entries say'}.`,
    details: { ...ledger, readModels },
  };
}

export function rebuildLaptop({ session }: Laptop): Report {
  if (!session) throw new Error('nobody is signed in');
  rebuildReadModels(session.store);
  return { ok: true, sentence: 'Built again from the ledger.', details: { rebuilt: true } };
}
