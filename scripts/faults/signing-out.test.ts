import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Fault } from '../../apps/desktop/src/core/faults.ts';
import { furnishLaptop, openDoor, PASSWORD, sessionOf } from './furnished-laptop.ts';

it('a disk that does not answer while somebody signs out keeps nobody from signing in again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-signing-out-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
  onTestFinished(() => said.mockRestore());
  const worker = await furnishLaptop(folder, 2);
  const { laptop } = await openDoor(folder);
  onTestFinished(() => laptop.close());
  await laptop.signIn(worker, PASSWORD);
  const { replication, store } = sessionOf(laptop);
  vi.spyOn(replication, 'state').mockImplementation(() => {
    throw new Fault('disk.failed');
  });

  await laptop.signOut();
  expect(said.mock.calls).toEqual([['signing out left something behind:', 'disk.failed']]);
  expect(() => store.get('select 1')).toThrow();
  await laptop.signIn(worker, PASSWORD);
  expect(sessionOf(laptop).store.get(`select count(*) > 0 as held from cases`)).toEqual({ held: 1 });
});
