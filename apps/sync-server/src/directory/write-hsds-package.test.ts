import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HsdsTables } from '@nrm/domain/hsds';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHsdsPackage } from './read-hsds-package.ts';
import { writeHsdsPackage } from './write-hsds-package.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nrm-hsds-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const second = { id: '2', name: 'b', description: 'c' };
const tables: HsdsTables = {
  'organizations.csv': [{ id: '1', name: 'دائرة, "العمل"', description: 'Two\nlines ', alternate_name: ' x' }, second],
  'services.csv': [],
};

test('what is written is read back to the letter', async () => {
  expect(await writeHsdsPackage(join(folder, 'out'), tables)).toEqual([
    'organizations.csv',
    'services.csv',
    'datapackage.json',
  ]);
  expect(await readHsdsPackage(join(folder, 'out'))).toEqual({
    ok: true,
    files: {
      'organizations.csv': [
        { line: 2, values: tables['organizations.csv']?.[0] },
        { line: 4, values: { ...second, alternate_name: '' } },
      ],
      'services.csv': [],
    },
  });
});

test('a package that is there is not written over', async () => {
  await writeHsdsPackage(folder, tables);
  const before = await readFile(join(folder, 'organizations.csv'), 'utf8');
  await expect(writeHsdsPackage(folder, { 'organizations.csv': [], 'services.csv': [] })).rejects.toMatchObject({
    code: 'EEXIST',
  });
  expect(await readFile(join(folder, 'organizations.csv'), 'utf8')).toBe(before);
});
