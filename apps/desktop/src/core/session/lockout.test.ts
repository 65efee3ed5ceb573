import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isFault } from '../faults.ts';
import { createLockoutFile, openLockout } from './lockout.ts';

const macKey = new Uint8Array(32).fill(4);
const WORKER = 'worker-1';

let folder: string;
let path: string;
let clockMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nrm-lockout-'));
  path = join(folder, 'lockout.json');
  clockMs = 1_000_000;
  createLockoutFile({ path, macKey });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openLockout({ path, macKey, monotonicMs: () => clockMs }, [WORKER, 'worker-2']);
const refusalOf = (work: () => void) => {
  try {
    work();
    return 'allowed';
  } catch (error) {
    return isFault(error) ? `${error.code} ${error.params.waitMs ?? ''}`.trim() : String(error);
  }
};

it('gives five free tries, then waits that double, then a hard lock', () => {
  const seen: string[] = [];
  for (let tries = 0; tries < 10; tries++) {
    open().beginTry(WORKER);
    const { waitMs } = open().state(WORKER);
    seen.push(`${waitMs / 1000}`);
    if (waitMs > 0) expect(refusalOf(() => open().beginTry(WORKER))).toMatch(/^session\.(must-wait|locked-out)/);
    clockMs += waitMs;
  }
  expect(seen).toEqual(['0', '0', '0', '0', '30', '60', '120', '240', '480', '0']);
  expect(refusalOf(() => open().beginTry(WORKER))).toBe('session.locked-out');
  clockMs += 1e9;
  expect(refusalOf(() => open().beginTry(WORKER))).toBe('session.locked-out');
  expect(refusalOf(() => open().beginTry('worker-2'))).toBe('allowed');
});

it('keeps the wait over a restart of the machine, whose clock begins again', () => {
  for (let tries = 0; tries < 5; tries++) open().beginTry(WORKER);
  clockMs = 5_000;
  expect(refusalOf(() => open().beginTry(WORKER))).toBe('session.must-wait 25000');
  clockMs = 30_000;
  expect(refusalOf(() => open().beginTry(WORKER))).toBe('allowed');
});

it('is on the disk before the password is looked at', () => {
  open().beginTry(WORKER);
  expect(open().state(WORKER).triesLeft).toBe(9);
});

it.each(['removed', 'edited'])('gives no free tries when the file was %s', (what) => {
  if (what === 'removed') rmSync(path);
  else writeFileSync(path, readFileSync(path, 'utf8').replace('"workers":{}', '"workers":{ }'));
  expect(refusalOf(() => open().beginTry(WORKER))).toBe('session.must-wait 30000');
  clockMs += 30_000;
  expect(refusalOf(() => open().beginTry(WORKER))).toBe('allowed');
});

it('forgets the tries of a worker who signed in or was released', () => {
  for (let tries = 0; tries < 5; tries++) open().beginTry(WORKER);
  open().clear(WORKER);
  expect(open().state(WORKER)).toEqual({ lockedOut: false, waitMs: 0, triesLeft: 10 });
});

it('does not count a try it could not write down, because the password is not looked at then', () => {
  const lockout = open();
  mkdirSync(`${path}.tmp`); // stands where the new file would be written
  for (let tries = 0; tries < 12; tries++) expect(refusalOf(() => lockout.beginTry(WORKER))).toMatch(/EISDIR/);
  rmSync(`${path}.tmp`, { recursive: true });
  expect(lockout.state(WORKER)).toEqual({ lockedOut: false, waitMs: 0, triesLeft: 10 });
  expect(refusalOf(() => lockout.beginTry(WORKER))).toBe('allowed');
});
