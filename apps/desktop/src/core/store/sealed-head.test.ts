import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bug } from '@nrm/domain/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSealedHead, type Head, openSealedHead } from './sealed-head.ts';

const KEY = new Uint8Array(32).fill(3);
const at = (deviceSeq: number, more: Partial<Head> = {}): Head => ({
  device: '01890000-0000-7000-8000-000000000001',
  generation: 1,
  deviceSeq,
  hash: deviceSeq === 0 ? 'genesis' : `hash ${deviceSeq}`,
  keyringCounter: 1,
  ...more,
});
const databaseUpTo = (deviceSeq: number, keyringCounter = 1) => ({
  keyringCounter,
  findHash: (generation: number, seq: number) => (generation === 1 && seq <= deviceSeq ? `hash ${seq}` : undefined),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-seal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (keys = [KEY]) => {
  const sealed = openSealedHead(folder, keys);
  sealed.close();
  return sealed;
};

function sealUpTo(deviceSeq: number): void {
  const sealed = createSealedHead(folder, KEY, at(0));
  for (let seq = 1; seq <= deviceSeq; seq++) sealed.seal(at(seq));
  sealed.close();
}

it('accepts a database at its seal or ahead of it', () => {
  sealUpTo(5);
  expect(open().head).toEqual(at(5));
  open().requireNotBehind(databaseUpTo(5));
  open().requireNotBehind(databaseUpTo(6));
});

it('reports a database behind its seal, or with another history at that place', () => {
  sealUpTo(5);
  expect(() => open().requireNotBehind(databaseUpTo(4))).toThrow('replica.rolled-back');
  expect(() => open().requireNotBehind({ keyringCounter: 1, findHash: () => 'another' })).toThrow(
    'replica.rolled-back',
  );
});

it('reports an older keyring', () => {
  const sealed = createSealedHead(folder, KEY, at(0));
  sealed.seal(at(0, { keyringCounter: 4 }));
  sealed.close();
  expect(() => open().requireNotBehind(databaseUpTo(0, 3))).toThrow('keyring.rolled-back');
  open().requireNotBehind(databaseUpTo(0, 4));
});

it('survives a torn write of either file, and reports when both are gone', () => {
  sealUpTo(5);
  const paths = [0, 1].map((slot) => join(folder, `head-${slot}.seal`));
  const heads = paths.map((path) => {
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, 100));
    const { deviceSeq } = open().head;
    writeFileSync(path, whole);
    return deviceSeq;
  });
  expect(heads.sort()).toEqual([4, 5]);
  for (const path of paths) rmSync(path);
  expect(() => open()).toThrow('replica.rolled-back');
});

it('does not take a seal that was edited or made with another key', () => {
  sealUpTo(2);
  for (const slot of [0, 1]) {
    const path = join(folder, `head-${slot}.seal`);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"deviceSeq":\d/, '"deviceSeq":0'));
  }
  expect(() => open()).toThrow('replica.rolled-back');
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'nrm-seal-'));
  sealUpTo(2);
  expect(() => open([new Uint8Array(32)])).toThrow('replica.rolled-back');
  expect(open([new Uint8Array(32), KEY]).head.deviceSeq).toBe(2);
});

it('never seals backwards, except into a new generation', () => {
  const sealed = createSealedHead(folder, KEY, at(0));
  sealed.seal(at(5));
  expect(() => sealed.seal(at(4))).toThrow(Bug);
  sealed.seal(at(0, { generation: 2 }));
  expect(() => sealed.seal(at(9))).toThrow(Bug);
  sealed.close();
});

it('misses a draft that was saved and is gone, before the first entry too', () => {
  const sealed = createSealedHead(folder, KEY, at(0));
  sealed.seal({ ...at(0), drafts: 3 });
  const database = { keyringCounter: 1, findHash: () => undefined };
  expect(() => sealed.requireNotBehind({ ...database, drafts: 2 })).toThrow('replica.rolled-back');
  expect(() => sealed.requireNotBehind(database)).toThrow('replica.rolled-back');
  sealed.requireNotBehind({ ...database, drafts: 3 });
  sealed.requireNotBehind({ ...database, drafts: 4 });
  sealed.close();
});
