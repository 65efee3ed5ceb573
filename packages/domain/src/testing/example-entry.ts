import type { VerbType } from '../access/permissions.ts';
import { PERMISSIONS } from '../access/permissions.ts';
import type { Json } from '../ledger/canonical.ts';
import { type Draft, type OpenEntry, type SubjectKindName, signEntry } from '../ledger/entry.ts';
import { FIXED_DAY, FIXED_INSTANT, ids } from './fixed-ids.ts';
import { nodeCrypto, testKeyPair } from './node-crypto.ts';

export const FIXED_SALT = '000102030405060708090a0b0c0d0e0f';

const SUBJECT_IDS: Record<SubjectKindName, string> = {
  case: ids.case,
  organisation: ids.organisation,
  office: ids.office,
  governorate: ids.governorate,
};

/** A draft with everything fixed; `change` replaces parts of it. */
export const exampleDraft = (
  type: VerbType,
  subject: SubjectKindName,
  payload: Json,
  change: Partial<Draft> = {},
): Draft => ({
  id: ids.entry,
  subject: { kind: subject, id: SUBJECT_IDS[subject] },
  type,
  version: 1,
  act: { id: ids.act, index: 0, count: 1 },
  occurredOn: { day: FIXED_DAY, precision: 'exact' },
  at: { instant: FIXED_INSTANT, clock: 'ok' },
  author: { worker: ids.caseworker, role: PERMISSIONS[type][0] },
  device: ids.device,
  generation: 1,
  deviceSeq: 1,
  prev: null,
  basis: { administration: 7, subject: 3 },
  payload,
  ...change,
});

export const signExample = (draft: Draft, keySeed = 'device'): OpenEntry =>
  signEntry(draft, FIXED_SALT, nodeCrypto, testKeyPair(keySeed).sign);
