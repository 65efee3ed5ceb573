import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ledgerAssembly } from '../ledger-assembly.ts';
import { runCommand } from '../run-command.ts';
import { startTestPostgres } from '../testing/index.ts';

/** What an administrator types one after the other to set a governorate up, on a real ledger. */
let parent: string;
let data: string;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'nrm-administration-'));
  chmodSync(parent, 0o711);
  data = join(parent, 'server');
  const database = await (await startTestPostgres()).createDatabase();
  const founding = ['--governorate', 'ninewa', '--name-ar', 'نينوى', '--name-en', 'Ninewa'];
  expect(await run('init', ...founding, '--database-url', database.connectionString)).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; said: Record<string, unknown>; error: string }> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await runCommand([...args, '--data', data, '--json'], {
    assembly: ledgerAssembly,
    env: { NRM_SERVER_LOG_LEVEL: 'silent' },
    now: () => new Date(),
    ending: new AbortController().signal,
    out: (line) => void out.push(line),
    error: (line) => void error.push(line),
  });
  return { code, said: JSON.parse(out.at(-1) ?? '{}') as Record<string, unknown>, error: error.join('\n') };
}

const rolesOf = async (worker: string) => {
  const { said } = await run('worker', 'list');
  const workers = said.workers as readonly { worker: string; name: string; roles: readonly object[] }[];
  return workers.find((known) => known.worker === worker);
};

it('opens an office, says when its night is, and who does what in it', async () => {
  const office = ['--office', 'mosul', '--number', '1', '--name-ar', 'الموصل', '--name-en', 'Mosul'];
  const missing = await run('office', 'add', ...office, '--authority', 'momd');
  expect([missing.code, missing.error]).toEqual([2, expect.stringContaining('--authority-ar')]);
  const authority = ['--authority', 'momd', '--authority-ar', 'وزارة الهجرة', '--authority-en', 'MoMD'];
  expect(await run('office', 'add', ...office, ...authority)).toMatchObject({ code: 0 });
  const hour = ['office', 'nightly-hour', '--office', 'mosul', '--hour'];
  expect(await run(...hour, '25:00')).toMatchObject({ code: 2 });
  expect(await run(...hour, '21:30')).toMatchObject({ code: 0 });

  const sara = ['worker', 'add', '--name', 'Sara', '--role', 'caseworker'];
  expect((await run(...sara)).error).toContain('--office is missing.');
  const added = await run(...sara, '--office', 'mosul');
  expect(added.code).toBe(0);
  const worker = added.said.worker as string;
  const caseworker = { role: 'caseworker', office: 'mosul' };
  expect(await rolesOf(worker)).toEqual({ worker, name: 'Sara', roles: [caseworker] });
  expect(await run('laptop', 'list')).toMatchObject({ code: 0, said: { laptops: [] } });
});

it('begins and ends a role, and says what is not so', async () => {
  const { said } = await run('worker', 'add', '--name', 'Nour', '--role', 'caseworker', '--office', 'mosul');
  const worker = said.worker as string;
  const caseworker = { role: 'caseworker', office: 'mosul' };
  const officer = { role: 'directory-officer', office: null };
  const give = ['worker', 'grant-role', '--worker', worker, '--role'];
  expect(await run(...give, 'directory-officer')).toMatchObject({ code: 0, said: { worker, ...officer } });
  expect(await rolesOf(worker)).toMatchObject({ roles: [caseworker, officer] });
  expect(await run(...give, 'directory-officer')).toMatchObject({
    code: 2,
    error: expect.stringContaining('hold this role already'),
  });
  expect((await run(...give, 'supervisor', '--office', 'mosull')).error).toContain('There is no office mosull');
  expect(await run(...give, 'server')).toMatchObject({ code: 2 });
  expect(await run(...give, 'supervisor')).toMatchObject({
    code: 2,
    error: expect.stringContaining('--office is missing.'),
  });

  const take = ['worker', 'end-role', '--worker', worker, '--role'];
  expect(await run(...take, 'caseworker', '--office', 'mosul')).toMatchObject({ code: 0 });
  expect(await rolesOf(worker)).toMatchObject({ roles: [officer] });
  expect((await run(...take, 'caseworker', '--office', 'mosul')).error).toContain('do not hold this role');
  const nobody = '0192f7a0-0000-7000-8000-00000000c001';
  expect((await run('worker', 'end-role', '--worker', nobody, '--role', 'auditor')).error).toContain('Nobody has');
});
