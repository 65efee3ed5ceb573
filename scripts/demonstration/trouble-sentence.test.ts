import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault as LaptopFault } from '../../apps/desktop/src/core/faults.ts';
import { Fault as ServerFault } from '../../apps/sync-server/src/faults.ts';
import { findTroubleSentence } from './trouble-sentence.ts';

const PLACE = { folder: '/data/demonstration', port: 4310 };
const ofNode = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: as Node says it`), { code, ...more });

describe('why the demonstration could not start', () => {
  it.each<[string, unknown, RegExp]>([
    ['a port of the three', ofNode('EADDRINUSE', { syscall: 'listen', port: 4311 }), /^Port 4311 .*--port/],
    [
      'a port that only root may use',
      ofNode('EACCES', { syscall: 'listen', port: 80 }),
      /^Port 80 .*above 1023.*--port/,
    ],
    ['the port of the server', new ServerFault('port.in-use', { port: 40123 }), /^Port 40123.*--fresh/],
    ['the same folder twice: the server', new ServerFault('data-folder.in-use'), /already running.*--data/],
    ['the same folder twice: a laptop', new LaptopFault('replica.in-use'), /already running.*--data/],
    ['no right to write', ofNode('EACCES', { syscall: 'mkdir' }), /cannot be written.*--data/],
    ['a disk that is only read', ofNode('EROFS', { syscall: 'open' }), /cannot be written.*--data/],
    ['a file in the way', ofNode('ENOTDIR', { syscall: 'mkdir' }), /cannot be written.*--data/],
    ['a file in its place', ofNode('EEXIST', { syscall: 'mkdir' }), /cannot be written.*--data/],
    ['a place without folders', ofNode('ENOENT', { syscall: 'mkdir' }), /cannot be written.*--data/],
    ['what the server says of it', new ServerFault('data-folder.not-writable'), /cannot be written.*--data/],
    ['what a laptop says of it', new LaptopFault('disk.not-writable'), /cannot be written.*--data/],
    [
      'a folder that somebody else owns',
      new ServerFault('data-folder.damaged', {}, ofNode('EACCES', { syscall: 'open' })),
      /cannot be written.*--data/,
    ],
    ['a damaged folder', new ServerFault('data-folder.damaged'), /damaged.*--fresh/],
    ['a full disk', ofNode('ENOSPC', { syscall: 'write' }), /is full.*--data/],
    ['a full disk, as a laptop says it', new LaptopFault('disk.full'), /is full.*--data/],
    ['PostgreSQL that ends at once', new ServerFault('postgres.not-started'), /did not start.*postgres\.log/],
    ['PostgreSQL of another kind of computer', new ServerFault('postgres.not-available'), /does not come with/],
    ['PostgreSQL without a user of its own', new ServerFault('postgres.user-not-created'), /could not be created/],
    ['a folder PostgreSQL cannot reach', new ServerFault('postgres.folder-unreachable'), /cannot reach.*--data/],
    ['a database of a newer release', new ServerFault('database.from-newer-release'), /another release.*--fresh/],
    ['a laptop without its keys', new LaptopFault('keyring.damaged'), /damaged.*--fresh/],
  ])('%s', (_case, error, expected) => {
    const said = findTroubleSentence(error, PLACE);
    expect(said).toMatch(expected);
    expect(said).not.toMatch(/\n| {4}at |as Node says it/);
  });

  it.each<[string, unknown]>([
    ['an error of ours', new Error('nobody works in the office of the demonstration')],
    ['a file we forgot to write', ofNode('ENOENT', { syscall: 'open' })],
    ['something that is no error', 'no'],
  ])('says nothing kind of %s: that is a mistake of the program', (_case, error) => {
    expect(findTroubleSentence(error, PLACE)).toBeUndefined();
  });

  it('knows the errors as Node really throws them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nrm-trouble-'));
    const first = createServer();
    await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
    const { port } = first.address() as AddressInfo;
    const second = createServer();
    const inUse = await new Promise((resolve) => second.once('error', resolve).listen(port, '127.0.0.1'));
    expect(findTroubleSentence(inUse, PLACE)).toContain(`Port ${port} is in use`);
    first.close();
    writeFileSync(join(folder, 'file'), '');
    for (const path of [join(folder, 'file'), join(folder, 'file', 'below')])
      expect(
        findTroubleSentence(
          thrownBy(() => mkdirSync(path, { recursive: true })),
          PLACE,
        ),
      ).toContain('cannot be written');
    rmSync(folder, { recursive: true });
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
