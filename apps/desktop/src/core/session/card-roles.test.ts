import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Fault } from '../faults.ts';
import { type CardRoles, keepCardRoles, readCardRoles } from './card-roles.ts';
import type { DeviceSecretStore } from './device-secret-store.ts';
import { deriveKey, seal } from './seal.ts';

const HANA = '0192f7a0-0000-7000-8000-00000000c001';
const SAMIR = '0192f7a0-0000-7000-8000-00000000c002';
const machine = (byte: number): DeviceSecretStore => ({
  load: async () => new Uint8Array(32).fill(byte),
  create: () => Promise.reject(new Error('never')),
  destroy: async () => undefined,
});

describe('the roles on the sign-in cards', () => {
  let folder: string;
  const path = () => join(folder, 'card-roles.json');
  const place = (byte = 7) => ({ folder, deviceSecret: machine(byte) });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nrm-cards-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are known again before anybody has signed in', async () => {
    const roles: CardRoles = { [HANA]: ['supervisor'], [SAMIR]: ['directory-officer', 'caseworker'] };
    expect(await readCardRoles(place())).toEqual({});
    await keepCardRoles(place(), roles);
    expect(await readCardRoles(place())).toEqual(roles);
    await keepCardRoles(place(), { [HANA]: [] });
    expect(await readCardRoles(place())).toEqual({ [HANA]: [] });
  });

  it('are written only where they changed', async () => {
    await keepCardRoles(place(), { [HANA]: ['supervisor'] });
    const { ino } = statSync(path());
    await keepCardRoles(place(), { [HANA]: ['supervisor'] });
    expect(statSync(path()).ino).toBe(ino);
    await keepCardRoles(place(), { [HANA]: ['caseworker'] });
    expect(statSync(path()).ino).not.toBe(ino);
  });

  it('tell a thief of the disk neither who works here nor how many', async () => {
    await keepCardRoles(place(), { [HANA]: ['supervisor'] });
    const alone = readFileSync(path(), 'utf8');
    await keepCardRoles(place(), { [HANA]: ['supervisor'], [SAMIR]: ['caseworker'] });
    const both = readFileSync(path(), 'utf8');
    expect(both.length).toBe(alone.length);
    expect(both).not.toMatch(/supervisor|caseworker|0192f7a0/);
  });

  const sealed = (text: string) =>
    JSON.stringify({
      v: 1,
      roles: seal(
        deriveKey(new Uint8Array(32).fill(7), '', 'roles on cards'),
        { use: 'nrm roles on cards v1' },
        Buffer.from(text),
      ),
    });

  it.each<[string, () => string, CardRoles]>([
    ['of a newer release', () => JSON.stringify({ v: 2, roles: 'otherwise' }), {}],
    ['cut in the middle', () => sealed(`{"${HANA}":["supervisor"]}`).slice(0, 40), {}],
    ['empty', () => '', {}],
    ['that holds something else', () => sealed('["supervisor"]'), {}],
    [
      'with a role this release does not know',
      () => sealed(`{"${HANA}":["herald","supervisor"]}`),
      { [HANA]: ['supervisor'] },
    ],
  ])('are read from a file %s without a fault', async (_case, text, expected) => {
    writeFileSync(path(), text());
    expect(await readCardRoles(place())).toEqual(expected);
    await keepCardRoles(place(), { [SAMIR]: ['caseworker'] });
    expect(await readCardRoles(place())).toEqual({ [SAMIR]: ['caseworker'] });
  });

  it('stay as they were where the disk takes nothing', async () => {
    await keepCardRoles(place(), { [HANA]: ['supervisor'] });
    mkdirSync(`${path()}.tmp`);
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await keepCardRoles(place(), { [HANA]: ['caseworker'] });
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
    expect(await readCardRoles(place())).toEqual({ [HANA]: ['supervisor'] });
  });

  it('are nobody’s on another machine, or where the operating system keeps no secrets', async () => {
    await keepCardRoles(place(), { [HANA]: ['supervisor'] });
    expect(await readCardRoles(place(8))).toEqual({});
    const without = { ...machine(7), load: () => Promise.reject(new Fault('device-secret.missing')) };
    expect(await readCardRoles({ folder, deviceSecret: without })).toEqual({});
  });
});
