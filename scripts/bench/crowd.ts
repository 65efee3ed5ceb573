import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Json } from '@nrm/domain/ledger';
import { signEntry } from '@nrm/domain/ledger';
import {
  type ActId,
  assert,
  type CaseId,
  type DeviceId,
  type EntryId,
  type GovernorateId,
  type Instant,
  type OfficeId,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import { PROTOCOL } from '@nrm/domain/sync';
import { nodeCrypto, rawPublicKey, signerOf } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { requestText } from '../../apps/desktop/src/core/sync/index.ts';
import { createDispatcher } from '../../apps/desktop/src/core/sync/server-line.ts';
import { initialiseServer } from '../../apps/sync-server/src/initialise-server.ts';
import { administer, governorateOf, ledgerAssembly, serverAuthor } from '../../apps/sync-server/src/ledger-assembly.ts';
import { type OpenServer, openServer } from '../../apps/sync-server/src/open-server.ts';
import {
  createCertificateRequest,
  createKey,
  issueDeviceCertificate,
} from '../../apps/sync-server/src/tls/certificates.ts';
import { type Met, openReturning, type Returning } from './crowd-laptop.ts';

/** The same as a laptop puts into one message: see `core/ledger/outbox.ts`. */
const ENTRIES_IN_MESSAGE = 480;
const LENGTH_OF_MESSAGE = 1_000_000;
const OFFICES = 10;
const ENTRIES_OF_CASE = 5;
const SERVER_PROGRAM = fileURLToPath(new URL('../../apps/sync-server/src/cli.ts', import.meta.url));

export interface CrowdFigures {
  readonly laptops: number;
  readonly entriesEach: number;
  readonly bytesOfEntry: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
  /** Until the first and the last laptop had every receipt. */
  readonly firstDoneSeconds: number;
  readonly lastDoneSeconds: number;
  /** From the last receipt until every laptop has what its colleagues wrote, and the links of that. */
  readonly pulledSeconds: number;
  readonly pulledLinks: number;
  /** Links that a laptop should have been given and was not. */
  readonly missing: number;
  readonly lost: number;
  readonly doubled: number;
  readonly notApplied: number;
  readonly feedsWithHoles: number;
  readonly serverPeakMegabytes: number;
  readonly messages: number;
  readonly askedToComeBack: number;
  readonly brokenLines: number;
  readonly cpuSeconds: { readonly server: number; readonly laptops: number };
}

/**
 * A hundred laptops come back after a month at the same moment, each with entries of its own: a real server process on a
 * real PostgreSQL with durability on, over TLS with client certificates. What laptops do on their own machines (writing,
 * signing, packing) is done beforehand; checking what arrived is done afterwards; neither is measured.
 */
export async function measureCrowd(laptops: number, entriesEach: number): Promise<CrowdFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-crowd-'));
  try {
    const data = join(folder, 'server');
    const now = () => new Date();
    const place = { folder: data, env: {}, now };
    await initialiseServer(ledgerAssembly, {
      ...place,
      governorate: 'ninewa' as GovernorateId,
      names: { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' },
      demonstration: true,
      listen: { host: '127.0.0.1', port: 0, tls: true },
      hosts: ['127.0.0.1'],
    });
    const open = () => openServer({ ...place, migrations: ledgerAssembly.migrations, database: 'own' });
    const prepared = await open();
    const crowd = await prepareCrowd(prepared, laptops, entriesEach).finally(() => prepared.close());
    const running = await serve(data);
    let measured: Awaited<ReturnType<typeof returnAll>>;
    let peakMegabytes: number;
    let serverCpu: number;
    try {
      measured = await returnAll(running.origin, crowd, entriesEach);
      peakMegabytes = peakOf(running.pid);
      serverCpu = cpuOf(running.pid);
    } finally {
      await running.stop();
    }
    const checked = await open();
    const arrived = await check(checked, crowd, entriesEach).finally(() => checked.close());
    const seconds = measured.lastDoneSeconds;
    return {
      laptops,
      entriesEach,
      bytesOfEntry: Math.round(crowd.bytes / (laptops * entriesEach)),
      seconds,
      entriesPerSecond: Math.round((laptops * entriesEach) / seconds),
      ...measured,
      ...arrived,
      serverPeakMegabytes: peakMegabytes,
      cpuSeconds: { server: serverCpu, laptops: measured.cpuSeconds },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Crowd {
  readonly laptops: readonly Returning[];
  readonly bytes: number;
}

async function prepareCrowd(server: OpenServer, count: number, entriesEach: number): Promise<Crowd> {
  const author = await serverAuthor(server);
  const worker = uuidV7(Date.now(), randomBytes(10)) as WorkerId;
  const must = async (...steps: Parameters<typeof administer> extends [unknown, ...infer Steps] ? Steps : never) => {
    const done = await administer(author, ...steps);
    assert(done.ok, 'the governorate is prepared');
  };
  await must({ type: 'worker.introduce', intent: { worker, name: 'A worker' } });
  for (let office = 1; office <= OFFICES; office++)
    await must({ type: 'worker.grant-role', intent: { worker, role: 'caseworker', office: `office-${office}` } });
  const laptops = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    office: `office-${(index % OFFICES) + 1}` as OfficeId,
    device: uuidV7(Date.now(), randomBytes(10)) as DeviceId,
    key: generateKeyPairSync('ed25519').privateKey,
  }));
  for (const { device, office, number, key } of laptops)
    await must({ type: 'device.connect', intent: { device, office, number, publicKey: rawPublicKey(key) } });
  const administration = (await author.store.findSubject({ kind: 'governorate', id: author.governorate }))?.seq ?? 0;
  await governorateOf(author);
  let bytes = 0;
  const prepared: Returning[] = [];
  for (const { device, office, number, key } of laptops) {
    const { tls } = server;
    assert(tls, 'the server speaks TLS');
    const clientKey = await createKey();
    const csr = await createCertificateRequest(clientKey);
    const clientCertificate = await issueDeviceCertificate(tls.authority, csr, device, server.now());
    const sign = signerOf(key);
    const messages: { body: Buffer; signature: string; entries: number }[] = [];
    let entries: unknown[] = [];
    let length = 0;
    const close = () => {
      if (entries.length === 0) return;
      const text = JSON.stringify({ protocol: PROTOCOL, device, generation: 1, entries });
      const signature = sign(requestText('POST', '/v1/push', text));
      messages.push({ body: gzipSync(text), signature, entries: entries.length });
      entries = [];
      length = 0;
    };
    for (const entry of historyOf({ device, office, number, worker, administration, sign, count: entriesEach })) {
      entries.push(entry);
      const size = entry.header.length + (entry.payload?.length ?? 0);
      length += size;
      bytes += Buffer.byteLength(entry.header) + Buffer.byteLength(entry.payload ?? '');
      if (entries.length >= ENTRIES_IN_MESSAGE || length > LENGTH_OF_MESSAGE) close();
    }
    close();
    prepared.push({
      device,
      office,
      sign,
      messages,
      dispatcher: (origin) =>
        createDispatcher({
          server: origin,
          caCertificate: tls.authority.certificate,
          pins: tls.pins,
          clientCertificate,
          clientKey,
        }),
    });
  }
  return { laptops: prepared, bytes };
}

interface History {
  readonly device: DeviceId;
  readonly office: OfficeId;
  readonly number: number;
  readonly worker: WorkerId;
  readonly administration: number;
  readonly sign: (text: string) => string;
  readonly count: number;
}

/** A month on one laptop: people are registered, their needs heard, notes written. */
function* historyOf({ device, office, number, worker, administration, sign, count }: History) {
  let prev: string | null = null;
  let person = '' as CaseId;
  for (let index = 0; index < count; index++) {
    const step = index % ENTRIES_OF_CASE;
    if (step === 0) person = uuidV7(Date.now(), randomBytes(10)) as CaseId;
    const { type, payload } = steps(step, office, number * 1_000 + Math.floor(index / ENTRIES_OF_CASE));
    const open = signEntry(
      {
        id: uuidV7(Date.now(), randomBytes(10)) as EntryId,
        subject: { kind: 'case', id: person },
        type,
        version: 1,
        act: { id: uuidV7(Date.now(), randomBytes(10)) as ActId, index: 0, count: 1 },
        at: { instant: new Date().toISOString() as Instant, clock: 'ok' },
        author: { worker, role: 'caseworker' },
        device,
        generation: 1,
        deviceSeq: index + 1,
        prev,
        basis: { administration, subject: step },
        payload,
      },
      randomBytes(16).toString('hex'),
      nodeCrypto,
      sign,
    );
    prev = open.hash;
    yield open.entry;
  }
}

const WORDS = 'زارت العائلة المكتب وقالت إن السكن المؤقت ينتهي في نهاية الشهر وتحتاج إلى متابعة قريبة. '.repeat(4);

function steps(step: number, office: OfficeId, number: number): { type: string; payload: Json } {
  if (step === 1)
    return {
      type: 'need.identify',
      payload: { need: uuidV7(Date.now(), randomBytes(10)), topic: 'housing', urgency: 'normal', words: WORDS },
    };
  if (step > 1) return { type: 'case.note', payload: { words: WORDS } };
  return {
    type: 'case.register',
    payload: {
      consentToKeep: { method: 'spoken' },
      number: String(number).padStart(12, '0'),
      office,
      person: {
        givenName: 'زينب',
        fatherName: 'علي',
        grandfatherName: 'حسن',
        sex: 'female',
        district: 'IQG15Q05',
        cameBack: 'from-displacement',
        safeContact: {
          by: 'phone',
          phone: '+9647700000001',
          safeToCall: 'yes',
          mayLeaveMessage: 'no',
          hours: '16–18',
          codeWord: 'زيتون',
        },
      },
    },
  };
}

async function serve(data: string) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=16', // as `npm run server` does
      SERVER_PROGRAM,
      'serve',
      '--data',
      data,
      '--port',
      '0',
      '--json',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NRM_SERVER_LOG_LEVEL: 'warn' } },
  );
  const origin = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('\n')) resolve((JSON.parse(said) as { origin: string }).origin);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  assert(child.pid !== undefined, 'a running server has a process id');
  return {
    origin,
    pid: child.pid,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Everybody sends what they have, and then asks for what the others of their office sent. */
async function returnAll(origin: string, { laptops }: Crowd, entriesEach: number) {
  const met: Met = { messages: 0, askedToComeBack: 0, brokenLines: 0 };
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const round = (value: number) => Math.round(value * 10) / 10;
  const sinceBegun = () => round((performance.now() - begun) / 1_000);
  const lines = laptops.map((laptop) => openReturning(laptop, origin, met));
  const doneAfter = await Promise.all(
    lines.map(async (line) => {
      await line.push();
      return sinceBegun();
    }),
  );
  await Promise.all(lines.map((line) => line.pull()));
  const pulledSeconds = round(sinceBegun() - Math.max(...doneAfter));
  let missing = 0;
  for (const [index, line] of lines.entries()) {
    const colleagues = laptops.filter(({ office }) => office === laptops[index]?.office).length;
    missing += colleagues * entriesEach - line.received();
    await line.close();
  }
  const used = process.cpuUsage(cpu);
  return {
    firstDoneSeconds: Math.min(...doneAfter),
    lastDoneSeconds: Math.max(...doneAfter),
    pulledSeconds,
    pulledLinks: lines.reduce((sum, line) => sum + line.received(), 0),
    missing,
    ...met,
    cpuSeconds: round((used.user + used.system) / 1e6),
  };
}

/** Highest resident size of a process, megabytes (Linux; 0 elsewhere). */
function peakOf(pid: number): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return 0;
  }
}

/** Processor time of a process, seconds, at the usual 100 ticks (Linux; 0 elsewhere). */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

async function check({ pool }: OpenServer, { laptops }: Crowd, entriesEach: number) {
  const devices = laptops.map(({ device }) => device);
  const { rows } = await pool.query<{ rows: number; ids: number; applied: number }>(
    `SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids,
            count(*) FILTER (WHERE outcome = 'applied')::int AS applied
     FROM entries WHERE device = ANY($1)`,
    [devices],
  );
  const holes = await pool.query<{ feeds: number }>(
    `SELECT count(*)::int AS feeds FROM (
       SELECT feed FROM links GROUP BY feed HAVING count(*) <> max(position) OR min(position) <> 1
     ) AS broken`,
  );
  const [found] = rows;
  assert(found, 'a count has a row');
  return {
    lost: laptops.length * entriesEach - found.ids,
    doubled: found.rows - found.ids,
    notApplied: found.rows - found.applied,
    feedsWithHoles: holes.rows[0]?.feeds ?? -1,
  };
}
