import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allVerbs, readPayload } from '../registry/index.ts';
import {
  EXAMPLE_PAYLOADS,
  exampleDraft,
  FIXED_SALT,
  fixedId,
  ids,
  nodeCrypto,
  signExample,
  testKeyPair,
} from '../testing/index.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { type Head, placeInDeviceChain } from './chain.ts';
import {
  Entry,
  EntryHeader,
  isSignedBy,
  MAX_ACT_ENTRIES,
  MAX_PAYLOAD_LENGTH,
  openEntry,
  PublicKey,
  Signature,
  SubjectRef,
  signEntry,
} from './entry.ts';

const note = (change: Parameters<typeof exampleDraft>[3] = {}) =>
  signExample(exampleDraft('case.note', 'case', EXAMPLE_PAYLOADS['case.note'], change));
const { publicKey } = testKeyPair('device');

/** What a door does with an entry from outside: its form, its hashes, its signature. */
const holds = (entry: unknown): boolean => {
  const parsed = Entry.safeParse(entry);
  const open = parsed.success ? openEntry(parsed.data, nodeCrypto) : undefined;
  return open !== undefined && isSignedBy(open, publicKey, nodeCrypto);
};

describe('an entry', () => {
  test('opens as it was signed, for any payload', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(), (payload, number) => {
        const made = note({ payload: payload as Json, deviceSeq: number + 1 });
        const open = openEntry(Entry.parse(JSON.parse(JSON.stringify(made.entry))), nodeCrypto);
        expect(open).toEqual(made);
        expect(open && isSignedBy(open, publicKey, nodeCrypto)).toBe(true);
        expect(open && isSignedBy(open, testKeyPair('another').publicKey, nodeCrypto)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('every alteration of a single character is noticed', () => {
    const made = note().entry;
    const fields = ['header', 'payload', 'salt', 'signature'] as const;
    const alphabet = [...'Aa0_-"\\{}[],: \u0000é', '\u200f'];
    for (const field of fields) {
      const text = made[field] ?? '';
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        const flipped = [1, 2, 4, 8, 16, 32, 64].map((bit) => String.fromCharCode(unit ^ bit));
        for (const other of field === 'header' || field === 'payload' ? flipped.slice(0, 3) : flipped) {
          expect(holds({ ...made, [field]: text.slice(0, index) + other + text.slice(index + 1) })).toBe(false);
        }
        expect(holds({ ...made, [field]: text.slice(0, index) + text.slice(index + 1) })).toBe(false);
      }
    }
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.nat(), fc.constantFrom(...alphabet), (field, at, added) => {
        const text = made[field] ?? '';
        const index = at % (text.length + 1);
        expect(holds({ ...made, [field]: text.slice(0, index) + added + text.slice(index) })).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(holds(made)).toBe(true);
  });

  test('the border between salt and payload cannot be moved', () => {
    const { entry } = note();
    const payload = `${entry.salt?.slice(-2)}${entry.payload}`;
    expect(openEntry({ ...entry, salt: entry.salt?.slice(0, -2) ?? '', payload }, nodeCrypto)).toBeUndefined();
  });

  test('content and salt are erased together and the chain stays whole', () => {
    const { entry, hash } = note();
    const erased = openEntry({ ...entry, payload: null, salt: null }, nodeCrypto);
    expect(erased?.hash).toBe(hash);
    expect(erased && isSignedBy(erased, publicKey, nodeCrypto)).toBe(true);
    expect(erased && readPayload(erased)).toMatchObject({ ok: false, refusal: { code: 'form.invalid' } });
    expect(openEntry({ ...entry, payload: null }, nodeCrypto)).toBeUndefined();
    expect(openEntry({ ...entry, salt: null }, nodeCrypto)).toBeUndefined();
  });

  test('what a later release adds to a header is kept and signed', () => {
    const made = note({ signedBy: 'worker' });
    expect(openEntry(made.entry, nodeCrypto)?.header['signedBy']).toBe('worker');
    expect(holds(made.entry)).toBe(true);
  });

  test('a header that speaks of a prototype changes no prototype', () => {
    const header = JSON.parse(note().entry.header) as Record<string, Json>;
    const text = canonicalJson(JSON.parse(`{"__proto__":{"polluted":1},${JSON.stringify(header).slice(1)}`) as Json);
    const open = openEntry({ ...note().entry, header: text }, nodeCrypto);
    expect(Object.getPrototypeOf(open?.header ?? {})).toBe(Object.prototype);
    expect((open?.header as unknown as { polluted?: unknown })?.polluted).toBeUndefined();
  });

  test('the same bytes come from the same draft in any order of its members', () => {
    const draft = exampleDraft('case.note', 'case', EXAMPLE_PAYLOADS['case.note']);
    const turned = Object.fromEntries(Object.entries(draft).reverse()) as unknown as typeof draft;
    expect(signExample(turned)).toEqual(signExample(draft));
  });

  test('a payload that is not canonical is turned away by its reader, however well it is hashed', () => {
    for (const payload of ['{"words": "a"}', '{"words":"a"', '{"words":"\\ud800"}', '['.repeat(60_000)]) {
      const { payloadHash, ...rest } = note().header;
      const hash = nodeCrypto.sha256(FIXED_SALT + payload);
      expect(payloadHash).not.toBe(hash);
      const header = canonicalJson({ ...rest, payloadHash: hash } as Json);
      const signature = testKeyPair('device').sign(`nrm.entry.1\n${nodeCrypto.sha256(header)}`);
      const open = openEntry({ header, signature, payload, salt: FIXED_SALT, keyId: null }, nodeCrypto);
      expect(open && isSignedBy(open, publicKey, nodeCrypto)).toBe(true);
      expect(open && readPayload(open)).toMatchObject({ ok: false, refusal: { code: 'form.invalid' } });
    }
  });

  test('a version newer than this release is not read with the rules of an older one', () => {
    expect(readPayload(note({ version: 2 }))).toMatchObject({ ok: false, refusal: { code: 'ledger.type-unknown' } });
  });

  test('nothing is signed that no door would accept', () => {
    expect(() => note({ payload: { words: 'a'.repeat(MAX_PAYLOAD_LENGTH) } })).toThrow('too long');
    expect(() => note({ act: { id: ids.act, index: 1, count: 1 } })).toThrow();
    expect(() => note({ act: { id: ids.act, index: 0, count: MAX_ACT_ENTRIES + 1 } })).toThrow();
    expect(() => note({ extra: 'a'.repeat(9_000) })).toThrow('too long');
    const draft = exampleDraft('case.note', 'case', {});
    expect(() => signEntry(draft, 'ABC', nodeCrypto, testKeyPair('device').sign)).toThrow('salt');
  });

  test.each([
    ['another kind of subject', { subject: { kind: 'person', id: ids.case } }],
    ['a case that is named and not numbered', { subject: { kind: 'case', id: 'ninewa' } }],
    ['an office that is a path', { subject: { kind: 'office', id: '../mosul' } }],
    ['an instant that does not exist', { at: { instant: '2026-13-01T06:00:00.000Z', clock: 'ok' } }],
    ['an instant beyond four digits of year in Baghdad', { at: { instant: '9999-12-31T23:00:00.000Z', clock: 'ok' } }],
    ['a day that does not exist', { occurredOn: { day: '2026-02-30', precision: 'exact' } }],
    ['a role nobody knows', { author: { worker: ids.caseworker, role: 'king' } }],
    ['place nought of a chain', { deviceSeq: 0 }],
    ['a basis before the beginning', { basis: { administration: -1, subject: 0 } }],
    ['a version that is not whole', { version: 1.5 }],
    ['a type without a noun', { type: 'send' }],
    ['a type in capitals', { type: 'Case.note' }],
  ])('refuses a header with %s', (_what, change) => {
    expect(EntryHeader.safeParse({ ...note().header, ...change }).success).toBe(false);
  });

  test('every verb has a name a header can hold', () => {
    for (const { type, subject } of allVerbs()) {
      const { header } = note();
      const id = { case: ids.case, organisation: ids.organisation, office: ids.office, governorate: ids.governorate };
      expect(EntryHeader.safeParse({ ...header, type, subject: { kind: subject, id: id[subject] } }).success).toBe(
        true,
      );
    }
  });

  test('keys and signatures have one spelling', () => {
    expect(PublicKey.safeParse(publicKey).success).toBe(true);
    const { signature } = note().entry;
    expect(Signature.safeParse(signature).success).toBe(true);
    const spelled = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    expect(spelled.filter((last) => Signature.safeParse(signature.slice(0, -1) + last).success)).toHaveLength(4);
    expect(spelled.filter((last) => PublicKey.safeParse(publicKey.slice(0, -1) + last).success)).toHaveLength(16);
    expect(nodeCrypto.verify('not a key', 'text', signature)).toBe(false);
    expect(SubjectRef.safeParse({ kind: 'office', id: 'mosul' }).success).toBe(true);
  });
});

describe('the chain of a device', () => {
  const head: Head = { seq: 2, hash: 'a'.repeat(64) };
  const at = (deviceSeq: number, prev: string | null) => ({ ...note().header, deviceSeq, prev });

  test.each([
    ['the next link', head, at(3, head.hash), 'next'],
    ['the first of all', { seq: 0, hash: '0'.repeat(64) }, at(1, null), 'next'],
    ['one that was there', head, at(2, 'b'.repeat(64)), 'known'],
    ['one too far', head, at(4, head.hash), 'gap'],
    ['a link to another history', head, at(3, 'b'.repeat(64)), 'fork'],
    ['a beginning in the middle', head, at(3, null), 'fork'],
    ['a first link that has a past', { seq: 0, hash: '0'.repeat(64) }, at(1, '0'.repeat(64)), 'fork'],
  ])('%s', (_what, where, header, position) => {
    expect(placeInDeviceChain(where, header)).toBe(position);
  });

  test('a device that writes on is always next; every other order is noticed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }), (order) => {
        let last: Head = { seq: 0, hash: '' };
        const chain = Array.from({ length: 10 }, (_, index) => {
          const open = note({
            id: fixedId(1000 + index) as typeof ids.entry,
            deviceSeq: last.seq + 1,
            prev: last.seq === 0 ? null : last.hash,
          });
          last = { seq: open.header.deviceSeq, hash: open.hash };
          return open;
        });
        let head: Head = { seq: 0, hash: '' };
        for (const index of order) {
          const open = chain[index];
          if (!open) continue;
          const position = placeInDeviceChain(head, open.header);
          expect(position).toBe(index < head.seq ? 'known' : index === head.seq ? 'next' : 'gap');
          if (position === 'next') head = { seq: open.header.deviceSeq, hash: open.hash };
        }
      }),
      { numRuns: 30 },
    );
  });
});
