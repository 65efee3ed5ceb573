import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import { NO_CONFIGURED_PLACES, placesWith } from '@nrm/domain/place';
import type { LocalDate } from '@nrm/domain/shared';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeCrypto } from '../node-crypto.ts';
import { importDirectory } from './import-directory.ts';
import { PACKAGE_LIMITS } from './package-trouble.ts';
import { readHsdsPackage } from './read-hsds-package.ts';

const organizations = 'id,name,description\norg-1,دائرة العمل,A state body\n';
const services = 'id,organization_id,name,status,description\nsvc-1,org-1,"Course, welding",active,"Two\nlines"\n';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nrm-hsds-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const put = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};
const troubleOf = async (path: string) => {
  const read = await readHsdsPackage(path);
  if (read.ok) return 'read';
  const { sentence, ...trouble } = read.trouble;
  expect(sentence.length).toBeGreaterThan(10);
  return trouble;
};

const context = () => {
  const places = placesWith(NO_CONFIGURED_PLACES);
  if (!places.ok) throw new Error('no places');
  return {
    sha256: nodeCrypto.sha256,
    today: '2026-03-01' as LocalDate,
    demonstration: true,
    places: places.value,
    findOrganisation: () => undefined,
  };
};

describe('a folder', () => {
  test('is read with the line on which each record begins', async () => {
    const path = await put({
      'organizations.csv': `﻿${organizations}`,
      'services.csv': `${services}\nsvc-2,org-1,Advice,active,\n`.replaceAll('\n', '\r\n'),
      'notes.txt': 'not read',
      '.hidden.csv': 'not read',
    });
    const read = await readHsdsPackage(path);
    expect(read).toEqual({
      ok: true,
      files: {
        'organizations.csv': [{ line: 2, values: { id: 'org-1', name: 'دائرة العمل', description: 'A state body' } }],
        'services.csv': [
          {
            line: 2,
            values: {
              id: 'svc-1',
              organization_id: 'org-1',
              name: 'Course, welding',
              status: 'active',
              description: 'Two\nlines',
            },
          },
          {
            line: 5,
            values: { id: 'svc-2', organization_id: 'org-1', name: 'Advice', status: 'active', description: '' },
          },
        ],
      },
    });
    if (!read.ok) return;
    const made = importDirectory(read.files, context());
    expect(made.broken).toBe(false);
    expect(made.plan.added).toEqual({ organisations: 1, places: 0, services: 2 });
  });

  test('with a column that is called __proto__ is only a folder with a strange column', async () => {
    const path = await put({
      'organizations.csv': 'id,name,description,__proto__\na,b,c,d\n',
      'services.csv': services,
    });
    const read = await readHsdsPackage(path);
    expect(read.ok && Object.keys(read.files['organizations.csv']?.[0]?.values ?? {})).toContain('__proto__');
    expect(({} as { a?: string }).a).toBeUndefined();
  });

  test.each<[string, Readonly<Record<string, string | Uint8Array>>, object]>([
    ['nothing to read', { 'readme.txt': 'x' }, { code: 'not-a-package' }],
    [
      'an open quotation mark',
      { 'organizations.csv': 'id,name\n1,"a\n' },
      { code: 'csv-broken', file: 'organizations.csv' },
    ],
    [
      'a cell too many',
      { 'organizations.csv': 'id,name\n1,a\n2,b,c\n' },
      { code: 'csv-broken', file: 'organizations.csv', line: 3 },
    ],
    [
      'a column twice',
      { 'organizations.csv': 'id,name,id\n1,a,b\n' },
      { code: 'header-broken', file: 'organizations.csv', line: 1 },
    ],
    [
      'a column without a name',
      { 'organizations.csv': 'id,,name\n1,a,b\n' },
      { code: 'header-broken', file: 'organizations.csv', line: 1 },
    ],
    [
      'another encoding',
      { 'organizations.csv': new Uint8Array([0x69, 0x64, 0x0a, 0xc7, 0xe1]) },
      { code: 'not-utf-8', file: 'organizations.csv' },
    ],
    [
      'another version',
      { 'datapackage.json': '{"version":"1.1"}', 'services.csv': services },
      { code: 'version-unknown', file: 'datapackage.json' },
    ],
    [
      'too many lines',
      { 'services.csv': `id\n${'x\n'.repeat(PACKAGE_LIMITS.linesPerFile + 1)}` },
      { code: 'too-many-lines', file: 'services.csv' },
    ],
  ])('with %s says where', async (_name, files, trouble) => {
    expect(await troubleOf(await put(files))).toMatchObject(trouble);
  });

  test('a datapackage.json that is only a path is not followed', async () => {
    expect(await troubleOf(await put({ 'datapackage.json': '../../datapackage.json', 'services.csv': services }))).toBe(
      'read',
    );
  });

  test('with a link, a folder in the place of a file, or a file too large is refused before it is read', async () => {
    await put({ 'services.csv': services });
    await symlink('/etc/hostname', join(folder, 'organizations.csv'));
    expect(await troubleOf(folder)).toEqual({ code: 'not-regular', file: 'organizations.csv' });
    await rm(join(folder, 'organizations.csv'));
    await mkdir(join(folder, 'organizations.csv'));
    expect(await troubleOf(folder)).toEqual({ code: 'not-regular', file: 'organizations.csv' });
    await rm(join(folder, 'organizations.csv'), { recursive: true });
    await truncate(join(folder, 'services.csv'), PACKAGE_LIMITS.fileBytes + 1);
    expect(await troubleOf(folder)).toEqual({ code: 'too-large', file: 'services.csv' });
  });

  test('with more files than any package has is refused', async () => {
    await put(
      Object.fromEntries(Array.from({ length: PACKAGE_LIMITS.files + 1 }, (_, index) => [`f${index}.csv`, 'id\n'])),
    );
    expect(await troubleOf(folder)).toMatchObject({ code: 'too-many-files' });
  });

  test('that is not there, or is something else, says so', async () => {
    expect(await troubleOf(join(folder, 'nowhere'))).toEqual({ code: 'not-found', file: 'nowhere' });
    await put({ 'services.csv': services });
    expect(await troubleOf(join(folder, 'services.csv'))).toEqual({ code: 'not-a-package', file: 'services.csv' });
    await symlink(folder, join(folder, 'link'));
    expect(await troubleOf(join(folder, 'link'))).toEqual({ code: 'not-regular', file: 'link' });
  });
});

interface Zipped {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
  /** What the archive says it unpacks to, where that is a lie. */
  readonly claimedBytes?: number;
}

/** A .zip by hand (APPNOTE 6.3.3: local headers, central directory, its end), so that it can also lie. */
function zip(files: readonly Zipped[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { name, text, mode = 0o100644, claimedBytes } of files) {
    const raw = Buffer.from(text);
    const packed = deflateRawSync(raw);
    const fileName = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(raw), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(claimedBytes ?? raw.length, 18);
    shared.writeUInt16LE(fileName.length, 22);
    locals.push(Buffer.from('PK\u0003\u0004', 'latin1'), shared, fileName, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(mode * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([0x14, 0x03]);
    central.push(Buffer.from('PK\u0001\u0002', 'latin1'), madeBy, shared, rest, fileName);
    offset += 4 + 26 + fileName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

describe('a .zip', () => {
  const good: readonly Zipped[] = [
    { name: 'package/organizations.csv', text: organizations },
    { name: 'package/services.csv', text: services },
    { name: '__MACOSX/package/._services.csv', text: 'x' },
  ];
  const troubleOfZip = async (files: readonly Zipped[] | Uint8Array) => {
    await put({ 'package.zip': files instanceof Uint8Array ? files : zip(files) });
    return troubleOf(join(folder, 'package.zip'));
  };

  test('gives the same as its folder', async () => {
    await put({ 'organizations.csv': organizations, 'services.csv': services });
    const fromFolder = await readHsdsPackage(folder);
    await put({ 'package.zip': zip(good) });
    expect(await readHsdsPackage(join(folder, 'package.zip'))).toEqual(fromFolder);
  });

  test.each<[string, readonly Zipped[] | Uint8Array, object]>([
    ['that is none', Buffer.from('hello'), { code: 'zip-broken' }],
    ['cut in the middle', zip(good).slice(0, 200), { code: 'zip-broken' }],
    ['with nothing to read', [{ name: 'readme.txt', text: 'x' }], { code: 'not-a-package' }],
    ['that leads outside', [{ name: '../services.csv', text: services }], { code: 'zip-broken' }],
    [
      'with a link',
      [{ name: 'services.csv', text: '/etc/passwd', mode: 0o120777 }],
      { code: 'not-regular', file: 'services.csv' },
    ],
    [
      'with a name twice',
      [
        { name: 'a/services.csv', text: services },
        { name: 'b/SERVICES.csv', text: services },
      ],
      { code: 'name-twice', file: 'services.csv' },
    ],
    [
      'that says it is too large',
      [{ name: 'services.csv', text: services, claimedBytes: PACKAGE_LIMITS.fileBytes + 1 }],
      { code: 'too-large', file: 'services.csv' },
    ],
    [
      'that unpacks to more than it says',
      [{ name: 'services.csv', text: services.repeat(50), claimedBytes: 10 }],
      { code: 'zip-broken', file: 'services.csv' },
    ],
  ])('%s is refused', async (_name, files, trouble) => {
    expect(await troubleOfZip(files)).toEqual({ file: 'package.zip', ...trouble });
  });
});

const OFFICIAL = fileURLToPath(new URL('../../../../../shared/data/hsds/examples/csv', import.meta.url));

test('the official CSV example of HSDS 3 comes in, with every line accounted for', async (ctx) => {
  if (!existsSync(OFFICIAL)) ctx.skip('the folder ../shared with the official example is absent');
  const read = await readHsdsPackage(OFFICIAL);
  if (!read.ok) throw new Error(JSON.stringify(read.trouble));
  const made = importDirectory(read.files, context());
  expect(made.broken).toBe(false);
  expect(made.plan.added).toEqual({ organisations: 1, places: 1, services: 1 });
  for (const [file, rows] of Object.entries(read.files))
    for (const { line } of rows)
      expect(
        made.report.some((one) => one.file === file && one.line === line),
        `${file}:${line}`,
      ).toBe(true);
});
