import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { VerbType } from '../access/permissions.ts';
import { allVerbs, findVerb, readPayload } from '../registry/index.ts';
import type { Instant } from '../shared/index.ts';
import { EXAMPLE_PAYLOADS, exampleDraft, ids, nodeCrypto, signExample, testKeyPair } from '../testing/index.ts';
import type { Json } from './canonical.ts';
import { CHAIN_START, linkFeedChain, linkSubjectChain } from './chain.ts';
import { type Entry, isSignedBy, openEntry } from './entry.ts';
import { type FeedId, type FeedItem, headsText, itemHash, nextFeedChain } from './feed.ts';

/**
 * The format, frozen. A laptop that was in a drawer for a year must still be understood, so bytes, hashes and signatures
 * of every version are kept here as they were first written. `NRM_WRITE_GOLDEN=1` writes the files that are missing and
 * never touches one that is there.
 */
const FOLDER = new URL('./golden/', import.meta.url);
const WRITE = process.env['NRM_WRITE_GOLDEN'] === '1';

interface Golden {
  readonly publicKey: string;
  readonly hash: string;
  readonly entry: Entry;
}

const examples: Partial<Record<string, Json>> = EXAMPLE_PAYLOADS;
const fileOf = (type: string, version: number) => new URL(`${type}.${version}.golden.json`, FOLDER);

function compare(file: URL, made: unknown): void {
  if (WRITE && !existsSync(file)) writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
  expect(existsSync(file), `no golden file: run with NRM_WRITE_GOLDEN=1 and commit ${file.pathname}`).toBe(true);
  expect(made).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

describe('golden files', () => {
  for (const verb of allVerbs()) {
    test(`${verb.type} is written as it was first written`, () => {
      const payload = examples[verb.type];
      expect(payload, `no example of ${verb.type} in src/testing/example-payloads.ts`).toBeDefined();
      const open = signExample(exampleDraft(verb.type as VerbType, verb.subject, payload as Json));
      compare(fileOf(verb.type, 1), {
        publicKey: testKeyPair('device').publicKey,
        hash: open.hash,
        entry: open.entry,
      } satisfies Golden);
    });
  }

  test('every file, also of verbs and versions no longer written, opens, is signed and can be read', () => {
    const files = readdirSync(FOLDER).filter((file) => /^[a-z-]+\.[a-z-]+\.\d+\.golden\.json$/.test(file));
    expect(files.length).toBeGreaterThanOrEqual(Object.keys(EXAMPLE_PAYLOADS).length);
    for (const file of files) {
      const golden = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Golden;
      const open = openEntry(golden.entry, nodeCrypto);
      expect(open?.hash, file).toBe(golden.hash);
      expect(open && isSignedBy(open, golden.publicKey, nodeCrypto), file).toBe(true);
      expect(open && readPayload(open), file).toMatchObject({ ok: true });
    }
  });

  test('what an example says comes back whole: the schema drops nothing of it', () => {
    for (const [type, payload] of Object.entries(EXAMPLE_PAYLOADS)) {
      const open = signExample(exampleDraft(type as VerbType, findVerb(type)?.subject ?? 'case', payload));
      expect(readPayload(open), type).toEqual({ ok: true, value: payload });
    }
  });

  test('chains, feed items and heads', () => {
    const item: FeedItem = {
      kind: 'entry',
      subject: { kind: 'case', id: ids.case },
      move: 0,
      entryHash: 'a'.repeat(64),
      subjectSeq: 1,
      outcome: 'refused',
      refusal: { code: 'consent.withdrawn', allowed: ['consent.give'], params: { status: 'draft' } },
      receivedAt: '2026-03-01T06:00:01.000Z' as Instant,
    };
    const left: FeedItem = { kind: 'subject-left', subject: { kind: 'case', id: ids.case }, move: 1 };
    const receipt: FeedItem = {
      kind: 'receipt',
      receipt: { entry: ids.entry, outcome: 'held', refusal: { code: 'access.role-ended' }, subjectSeq: null },
    };
    const text = headsText({
      epoch: 'first',
      issuedAt: '2026-03-01T06:00:02.000Z' as Instant,
      heads: [{ feed: 'office/mosul' as FeedId, position: 1, chain: 'b'.repeat(64) }],
    });
    compare(new URL('chains.golden.json', FOLDER), {
      chainStart: CHAIN_START,
      subject: linkSubjectChain(nodeCrypto, CHAIN_START, 1, 'a'.repeat(64), 'applied'),
      feed: linkFeedChain(nodeCrypto, CHAIN_START, 1, 'a'.repeat(64)),
      items: [item, left, receipt].map((one) => ({
        hash: itemHash(nodeCrypto, one),
        chain: nextFeedChain(nodeCrypto, CHAIN_START, 1, one),
      })),
      headsText: text,
      headsSignature: testKeyPair('server').sign(text),
    });
  });
});
