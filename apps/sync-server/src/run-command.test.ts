import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectReply } from '@nrm/domain/connect';
import { uuidV7 } from '@nrm/domain/shared';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { runCommand } from './run-command.ts';
import { connectToPostgres } from './store/connect.ts';
import { startTestPostgres } from './testing/index.ts';
import { smallAssembly } from './testing/small-assembly.ts';
import { createCertificateRequest, createKey } from './tls/certificates.ts';

const WORKER = '0192f7a0-0000-7000-8000-00000000c001';
const founding = ['--governorate', 'ninewa', '--name-ar', 'نينوى', '--name-en', 'Ninewa'];
const Started = z.object({ origin: z.string(), pins: z.array(z.string()) });
const Given = z.object({ code: z.string(), pins: z.array(z.string()) });

function session() {
  const out: string[] = [];
  const error: string[] = [];
  const ending = new AbortController();
  const run = (...args: string[]) =>
    runCommand(args, {
      assembly: smallAssembly,
      env: { NRM_SERVER_LOG_LEVEL: 'silent' },
      now: () => new Date(),
      ending: ending.signal,
      out: (line) => void out.push(line),
      error: (line) => void error.push(line),
    });
  const nextLine = async (count: number) => {
    while (out.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    return out[count - 1] ?? '';
  };
  return { out, error, run, nextLine, end: () => ending.abort() };
}

describe('the command line of the server', () => {
  let parent: string;
  let data: string;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'nrm-cli-'));
    chmodSync(parent, 0o711);
    data = join(parent, 'server');
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('sets up a governorate, serves it, and connects a laptop beside the serving server', async () => {
    const setup = session();
    expect(await setup.run('init', '--data', data, ...founding, '--json')).toBe(0);
    for (const file of ['server.json', 'keys/identity.key.pem', 'keys/tls/authority.key.pem', 'postgres/password']) {
      expect(statSync(join(data, file)).mode & 0o777, file).toBe(0o600);
    }
    expect(await setup.run('init', '--data', data, ...founding, '--json')).toBe(1);
    expect(setup.error.at(-1)).toContain('data-folder.already-initialised');
    expect(await setup.run('directory', 'import', join(parent, 'nowhere'), '--data', data)).toBe(1);

    const serving = session();
    const served = serving.run('serve', '--data', data, '--port', '0', '--json');
    const { origin, pins } = Started.parse(JSON.parse(await serving.nextLine(1)));
    const second = session();
    expect(await second.run('serve', '--data', data, '--port', '0', '--json')).toBe(1);
    expect(second.error.at(-1)).toContain('data-folder.in-use');

    const giving = session();
    const given = giving.run(
      'connect-code',
      '--data',
      data,
      '--office',
      'mosul',
      '--worker',
      WORKER,
      '--wait',
      '--json',
    );
    const { code, pins: shown } = Given.parse(JSON.parse(await giving.nextLine(1)));
    expect(shown).toEqual(pins);
    const ca = readFileSync(join(data, 'keys', 'tls', 'authority.pem'), 'utf8');
    const key = await createKey();
    const answer = await call(
      `${origin}/v1/connect`,
      { ca },
      {
        protocol: 1,
        device: uuidV7(Date.now(), randomBytes(10)),
        code,
        devicePublicKey: randomBytes(32).toString('base64url'),
        csr: await createCertificateRequest(key),
      },
    );
    const reply = ConnectReply.parse(JSON.parse(answer));
    expect(await given).toBe(0);
    expect(giving.out.at(-1)).toMatch(/"numbers":"(\d{3} ){5}\d{3}"/);
    expect(await call(`${origin}/v1/me`, { ca, key, cert: reply.clientCertificate })).toBe(reply.device);

    serving.end();
    expect(await served).toBe(0);
    await expect(call(`${origin}/v1/health`, { ca })).rejects.toThrow();
    expect(existsSync(join(data, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
    // Everything is still there for a command on a server that rests.
    const resting = session();
    expect(
      await resting.run(
        'connect-code',
        '--data',
        data,
        '--office',
        'mosul',
        '--worker',
        WORKER,
        '--number',
        '1',
        '--json',
      ),
    ).toBe(2);
    expect(resting.error.at(-1)).toContain('taken');
  });

  it('stops everything when the program is told to end', async () => {
    const folder = join(parent, 'program');
    expect(await session().run('init', '--data', folder, ...founding)).toBe(0);
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const program = `const { runProgram } = await import(${url('./run-program.ts')}); const { smallAssembly } = await import(${url('./testing/small-assembly.ts')}); await runProgram(smallAssembly);`;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const args = [
        '--input-type=module',
        '-e',
        program,
        '--',
        'program',
        'serve',
        '--data',
        folder,
        '--port',
        '0',
        '--json',
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      const line = await new Promise<string>((resolve) =>
        child.stdout.once('data', (part: Buffer) => resolve(part.toString())),
      );
      const { origin } = Started.parse(JSON.parse(line));
      expect(origin).toMatch(/^https:/);
      child.kill(signal);
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
      expect(existsSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
      expect(existsSync(join(folder, 'postgres', 'owner'))).toBe(false);
    }
  });

  it('uses an installed PostgreSQL when it is given one', async () => {
    const database = await (await startTestPostgres()).createDatabase();
    const folder = join(parent, 'installed');
    const { run, error } = session();
    expect(
      await run('init', '--data', folder, ...founding, '--database-url', database.connectionString),
      error.join(),
    ).toBe(0);
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
    const pool = await connectToPostgres({ connectionString: database.connectionString, max: 1 });
    expect((await pool.query('SELECT what FROM told')).rows).toEqual([{ what: 'ninewa' }]);
    // A database that met a newer release is left alone.
    await pool.query("INSERT INTO migrations (name, hash) VALUES ('9999_from_tomorrow', 'x')");
    await pool.end();
    expect(await run('connect-code', '--data', folder, '--office', 'mosul', '--worker', WORKER, '--json')).toBe(1);
    expect(error.at(-1)).toContain('database.from-newer-release');
    expect(error.join()).not.toContain(database.connectionString);
    await database.drop();
  });

  it('says in a sentence what is missing, wrong, not allowed, or not there', async () => {
    const { run, error, out } = session();
    const empty = join(parent, 'empty');
    expect(await run('init', '--data', empty, '--governorate', 'ninewa', '--name-ar', 'نينوى')).toBe(2);
    expect(error.at(-1)).toContain('--name-en is missing.');
    expect(await run('init', '--data', empty, ...founding, '--port', 'many')).toBe(2);
    expect(error.at(-1)).toContain('--port is not valid.');
    expect(await run('init', '--data', empty, ...founding, '--host', '0.0.0.0')).toBe(2);
    expect(
      await run('init', '--data', empty, ...founding, '--host', '0.0.0.0', '--name', 'nrm.example', '--plain-http'),
    ).toBe(1);
    expect(error.at(-1)).toContain('listens on the loopback address only');
    expect(existsSync(empty)).toBe(false);
    expect(await run('serve', '--data', empty)).toBe(1);
    expect(error.at(-1)).toContain('run `init` first');
    expect(await run('serve', '--surprise')).toBe(2);
    expect(await run('dance')).toBe(2);
    writeFileSync(join(parent, 'file'), '');
    expect(await run('init', '--data', join(parent, 'file', 'server'), ...founding)).toBe(1);
    expect(error.at(-1)).toContain('cannot be written');
    const unreachable = 'postgres://nrm:secret-word@127.0.0.1:1/nrm';
    expect(await run('init', '--data', empty, ...founding, '--database-url', unreachable)).toBe(1);
    expect(error.at(-1)).toContain('cannot be reached');
    expect(error.join()).not.toContain('secret-word');
    expect(existsSync(join(empty, 'server.json'))).toBe(false);
    for (const name of ['init', 'serve', 'connect-code']) {
      expect(await run(name, '--help')).toBe(0);
      expect(out.at(-1)).toContain('--json');
    }
    expect(await run()).toBe(0);
    expect(out.at(-1)).toContain('connect-code');
  });
});

async function call(url: string, papers: object, body?: object): Promise<string> {
  return await new Promise((resolve, reject) => {
    const options = {
      method: body ? 'POST' : 'GET',
      headers: body ? { 'content-type': 'application/json' } : {},
      ...papers,
    };
    const request = httpsRequest(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject).end(body ? JSON.stringify(body) : undefined);
  });
}
