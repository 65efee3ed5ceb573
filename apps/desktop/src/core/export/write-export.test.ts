import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ok, refuse } from '@nrm/domain/shared';
import { ids } from '@nrm/domain/testing';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isPlainName, MINISIGN_SIGNATURE, SSH_SIGNATURE, TAG_MANIFEST } from '../../audit/bag.ts';
import { verifyExport } from '../../audit/verify-export.ts';
import { nodeCrypto } from '../ledger/node-crypto.ts';
import type { ExportContent } from './export-content.ts';
import { createNodeSha256, exportFolder } from './export-folder.ts';
import { type Medium, nodeMedium } from './medium.ts';
import { type ExportJob, writeExport } from './write-export.ts';

const secret = ed25519.utils.randomSecretKey();
const signer = {
  publicKey: ed25519.getPublicKey(secret),
  sign: (message: Uint8Array) => ed25519.sign(message, secret),
};
const auditor = await createAgeKeyPair();
const CANARY = 'زينب-canary-7431';

/** Some files of any content: what the entries say is not the writer's business. */
function contentOf(bytes = 3_000): ExportContent {
  const file = Buffer.from(CANARY.padEnd(bytes, '.'));
  return {
    document: {
      v: 1,
      export: ids.entry,
      governorate: ids.governorate,
      office: ids.office,
      device: ids.device,
      auditor: 'board-ninewa' as never,
      language: 'ar',
      writtenAt: '2026-03-01T06:00:00.000Z' as never,
      stateVersion: 1,
      cases: [ids.case],
      pdf: 'no-printer',
    },
    recipients: [auditor.recipient],
    async *files() {
      yield { path: 'readme.txt', size: 3, chunks: () => [Buffer.from('hi\n')] };
      yield { path: 'cases/c0001/case.json', size: file.byteLength, chunks: () => [file] };
      yield { path: 'cases/c0001/attachments/', size: 0, chunks: () => [] };
    },
  };
}

function stick(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-stick-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const jobOn = (target: string, change: Partial<ExportJob> = {}): ExportJob => ({
  medium: nodeMedium,
  target,
  content: contentOf(),
  signer,
  printPdf: null,
  verifierPage: Buffer.from('<!doctype html>\n'),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  record: () => ok(null),
  isCancelled: () => false,
  onProgress: () => undefined,
  ...change,
});

const verified = (folder: string) =>
  verifyExport(exportFolder(folder), { crypto: nodeCrypto, createSha256: createNodeSha256 });

/** Whatever lies on a stick after a failed export: nobody may take it for a whole one. */
async function expectNothingWhole(target: string): Promise<void> {
  for (const name of readdirSync(target)) {
    const { troubles } = await verified(join(target, name));
    expect(troubles.length).toBeGreaterThan(0);
    for (const signature of [MINISIGN_SIGNATURE, SSH_SIGNATURE])
      if (existsSync(join(target, name, signature)))
        expect(troubles).toContainEqual({ code: 'bag.signature-missing', where: MINISIGN_SIGNATURE });
  }
}

describe('an export on a medium', () => {
  test('is a bag that verifies from outside, with names FAT keeps and nothing of a person in them or in clear', async () => {
    const target = stick();
    const written = await writeExport(jobOn(target));
    expect(written).toMatchObject({ ok: true, value: { folder: expect.stringMatching(/^audit[0-9a-f]{16}$/) } });
    const [folder = ''] = readdirSync(target);
    expect(await verified(join(target, folder))).toMatchObject({ troubles: [], isOpened: false });
    const files = await exportFolder(join(target, folder)).list();
    for (const path of files) {
      if (!/manifest|^bag/.test(path)) for (const name of path.split('/')) expect(isPlainName(name), path).toBe(true);
      expect(readFileSync(join(target, folder, path), 'utf8')).not.toContain(CANARY);
    }
    expect(files.some((path) => path.endsWith('.part'))).toBe(false);
  });

  test('is cut where a file of the medium would be too long, and still verifies', async () => {
    const target = stick();
    await writeExport(jobOn(target, { content: contentOf(100_000), maxPartBytes: 30_000 }));
    const [folder = ''] = readdirSync(target);
    expect(readdirSync(join(target, folder, 'data')).sort()).toEqual([
      'casefile.001',
      'casefile.002',
      'casefile.003',
      'casefile.004',
    ]);
    expect((await verified(join(target, folder))).troubles).toEqual([]);
  });

  test('is written down before it is signed, with the hash of the list that names all the rest', async () => {
    const target = stick();
    let recorded = '';
    const written = await writeExport(
      jobOn(target, {
        record: (bag) => {
          const [folder = ''] = readdirSync(target);
          expect(readdirSync(join(target, folder))).toContain(TAG_MANIFEST);
          for (const signature of [MINISIGN_SIGNATURE, SSH_SIGNATURE])
            expect(existsSync(join(target, folder, signature))).toBe(false);
          recorded = bag;
          return ok(null);
        },
      }),
    );
    expect(written).toMatchObject({ ok: true, value: { bag: recorded } });
  });

  test('leaves nothing behind when the ledger refuses to know of it', async () => {
    const target = stick();
    const written = await writeExport(jobOn(target, { record: () => refuse('audit-export.not-released') }));
    expect(written).toMatchObject({ ok: false, refusal: { code: 'audit-export.not-released' } });
    expect(readdirSync(target)).toEqual([]);
  });

  test('leaves nothing behind when somebody stops it, at whatever moment', async () => {
    const target = stick();
    let moments = 0;
    await writeExport(jobOn(target, { onProgress: () => void moments++ }));
    rmSync(join(target, readdirSync(target)[0] ?? ''), { recursive: true });
    expect(moments).toBeGreaterThan(20);
    for (let at = 1; at < moments - 12; at += 3) {
      let count = 0;
      const written = await writeExport(
        jobOn(target, { onProgress: () => void count++, isCancelled: () => count >= at }),
      );
      expect(written).toMatchObject({ ok: false, refusal: { code: 'audit-export.cancelled' } });
      expect(readdirSync(target)).toEqual([]);
    }
  });

  test('is not believed by a medium that keeps something else', async () => {
    const target = stick();
    const forgetful: Medium = {
      ...nodeMedium,
      async *read(path) {
        for await (const chunk of nodeMedium.read(path)) {
          const kept = Uint8Array.from(chunk);
          if (path.endsWith('.age')) kept[kept.byteLength >> 1] = (kept[kept.byteLength >> 1] ?? 0) ^ 1;
          yield kept;
        }
      },
    };
    const written = await writeExport(jobOn(target, { medium: forgetful }));
    expect(written).toMatchObject({ ok: false, refusal: { code: 'bundle.not-kept' } });
    expect(readdirSync(target)).toEqual([]);
  });

  test('needs a folder that is there, and makes none where somebody mistyped', async () => {
    const target = stick();
    const written = await writeExport(jobOn(join(target, 'mistyped')));
    expect(written).toMatchObject({ ok: false, refusal: { code: 'bundle.stick-gone' } });
    expect(readdirSync(target)).toEqual([]);
  });

  // The number of operations is found by running it once whole.
  test.each([
    ['ENOSPC', 'bundle.stick-full', false],
    ['EIO', 'bundle.stick-gone', true],
  ] as const)('that fails with %s at any step is told, and nothing on it looks whole', async (code, told, isGone) => {
    const target = stick();
    const whole = failing(Number.POSITIVE_INFINITY, code, false);
    await writeExport(jobOn(target, { medium: whole.medium }));
    rmSync(join(target, readdirSync(target)[0] ?? ''), { recursive: true });
    const steps = whole.count();
    expect(steps).toBeGreaterThan(40);
    // Behind the last signature it is whole: reading it back once more and failing there is told too, and removed.
    for (let at = 1; at <= steps - 24; at++) {
      const { medium } = failing(at, code, isGone);
      const written = await writeExport(jobOn(target, { medium }));
      expect(written, `step ${at}`).toMatchObject({ ok: false, refusal: { code: told } });
      await expectNothingWhole(target);
      for (const left of readdirSync(target)) rmSync(join(target, left), { recursive: true });
    }
  });
});

/** Fails at one operation; a medium that is gone fails at all that follow, also at cleaning up. */
function failing(at: number, code: string, isGone: boolean) {
  let count = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    count++;
    if (count === at || (isGone && count > at)) throw Object.assign(new Error(code), { code });
    return work();
  };
  const medium: Medium = {
    isFolder: nodeMedium.isFolder,
    makeFolder: (path) => step(() => nodeMedium.makeFolder(path)),
    rename: (from, to) => step(() => nodeMedium.rename(from, to)),
    flushFolder: (path) => step(() => nodeMedium.flushFolder(path)),
    remove: (path) => (isGone ? step(() => nodeMedium.remove(path)) : nodeMedium.remove(path)),
    create: (path) =>
      step(async () => {
        const writing = await nodeMedium.create(path);
        return {
          write: (bytes) => step(() => writing.write(bytes)),
          finish: () => step(writing.finish),
          abandon: writing.abandon,
        };
      }),
    async *read(path) {
      await step(async () => undefined);
      yield* nodeMedium.read(path);
    },
  };
  return { medium, count: () => count };
}

describe('tools that are not ours', () => {
  const has = (tool: string) => spawnSync(tool, ['--help']).error === undefined;
  const run = (folder: string, command: string) => spawnSync('sh', ['-c', command], { cwd: folder }).status;
  const CHECKS = {
    sha256sum: 'sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt',
    'ssh-keygen':
      'ssh-keygen -Y verify -f laptop.signers -I nrm-laptop -n nrm-audit -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt',
    minisign: 'minisign -V -q -p laptop.pub -m tagmanifest-sha256.txt',
    age: 'age -d -i ../key.txt data/casefile.tar.age | tar -xO casefile/data/readme.txt | grep -q hi',
  };

  test('say the same of an export as it was written, and of an altered one', async () => {
    const target = stick();
    await writeExport(jobOn(target));
    const folder = join(target, readdirSync(target)[0] ?? '');
    writeFileSync(join(target, 'key.txt'), `${auditor.identity}\n`);
    const here = Object.entries(CHECKS).filter(([tool]) => has(tool));
    const missing = Object.keys(CHECKS).filter((tool) => !has(tool));
    if (missing.length > 0) console.warn(`not on this computer, so not asked: ${missing.join(', ')}`);
    for (const [tool, command] of here) expect(run(folder, command), tool).toBe(0);
    writeFileSync(join(folder, TAG_MANIFEST), readFileSync(join(folder, TAG_MANIFEST), 'utf8').replace(/[a-f]/, '0'));
    const sealed = readFileSync(join(folder, 'data', 'casefile.tar.age'));
    sealed[sealed.byteLength - 1] = (sealed[sealed.byteLength - 1] ?? 0) ^ 1;
    writeFileSync(join(folder, 'data', 'casefile.tar.age'), sealed);
    for (const [tool, command] of here) expect(run(folder, command), tool).not.toBe(0);
  });
});
