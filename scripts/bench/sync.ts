import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FillPrograms, startProgram, withFillPrograms } from './fill-programs.ts';
import { readDocuments } from './peers/documents.ts';
import { type Carried, openSlowLine } from './peers/slow-line.ts';
import { round } from './percentiles.ts';

export interface FilledPeer {
  readonly entriesPerSecond: number;
  readonly seconds: number;
  readonly requests: number;
  readonly megabytesUp: number;
  readonly megabytesDown: number;
  /** Until the first people or documents can be read; null where it does not apply. */
  readonly secondsToInteractive: number | null;
  readonly peakMegabytes: number | null;
}
export interface NightOfPeer {
  readonly seconds: number;
  readonly requests: number;
  readonly kilobytesUp: number;
  readonly kilobytesDown: number;
}
export interface SideBySide {
  readonly roundTripMs: number;
  readonly fill: Readonly<Record<string, FilledPeer>>;
  readonly night: Readonly<Record<string, NightOfPeer>>;
}
export interface SyncFigures {
  readonly documents: number;
  readonly bytesPerDocument: number;
  readonly corrections: number;
  readonly lines: readonly SideBySide[];
  /** Peers that could not be installed or run here, and why: their figures are missing, not invented. */
  readonly absent: Readonly<Record<string, string>>;
}

const ROUND_TRIPS_MS = [0, 300];
const CORRECTIONS = 500;
const PEERS = { PouchDB: 'pouch', WatermelonDB: 'watermelon' } as const;

/**
 * The NRM beside what others build on, in one run: the same entries as documents, the same number of corrections, each
 * laptop in a process of its own, over HTTP through a line that counts bytes and delays them.
 * Filled by prepared pages: the NRM and WatermelonDB; by a live server: PouchDB. In the night the NRM's server is whole.
 */
export function measureSync(documents: number): Promise<SyncFigures> {
  return withFillPrograms(documents, 0, async (programs) => {
    const { folder, pages } = programs;
    const absent: Record<string, string> = {};
    let count = 0;
    let bytes = 0;
    for (const { fields } of readDocuments(folder)) {
      count++;
      bytes += Buffer.byteLength(JSON.stringify(fields));
    }
    const installed = installPeers();
    if ('why' in installed) for (const name of Object.keys(PEERS)) absent[name] = installed.why;
    const nights = JSON.parse(
      await startProgram('peers/nrm-night.program.ts', [String(CORRECTIONS), ROUND_TRIPS_MS.join(',')]).firstLine,
    ) as (Carried & { readonly roundTripMs: number; readonly seconds: number })[];
    const lines: SideBySide[] = [];
    for (const roundTripMs of ROUND_TRIPS_MS) {
      console.error(`  at ${roundTripMs} ms round trip ...`);
      const fill: Record<string, FilledPeer> = await fillNrm(programs, roundTripMs);
      const night: Record<string, NightOfPeer> = {};
      const own = nights.find((one) => one.roundTripMs === roundTripMs);
      if (own) night.NRM = nightOf(own);
      if ('folder' in installed)
        for (const [name, program] of Object.entries(PEERS)) {
          if (name in absent) continue;
          try {
            const said = await runPeer(program, installed.folder, folder, count, roundTripMs);
            fill[name] = filledOf(count, said.fill);
            night[name] = nightOf(said.night);
          } catch (error) {
            absent[name] = error instanceof Error ? error.message : String(error);
          }
        }
      lines.push({ roundTripMs, fill, night });
    }
    const figures = {
      documents: pages.links,
      bytesPerDocument: Math.round(bytes / count),
      corrections: CORRECTIONS,
      lines,
      absent,
    };
    console.error(syncTable(figures));
    return figures;
  });
}

async function fillNrm(programs: FillPrograms, roundTripMs: number): Promise<Record<string, FilledPeer>> {
  const line = await openSlowLine(programs.port, roundTripMs);
  try {
    const { laptop } = await programs.fill(0, line.port);
    const { links } = programs.pages;
    const nrm = filledOf(links, {
      seconds: laptop.filledSeconds,
      firstScreenSeconds: laptop.firstScreenSeconds,
      peakMegabytes: laptop.peakMegabytes,
      ...line.take(),
    });
    const floor = await programs.floor(laptop.transactions, line.port);
    const seconds = floor.httpSeconds + floor.rowsSeconds;
    const bare = { seconds, firstScreenSeconds: null, peakMegabytes: null, ...line.take() };
    return { NRM: nrm, floor: filledOf(links, bare) };
  } finally {
    await line.close();
  }
}

interface FillSaid extends Carried {
  readonly seconds: number;
  readonly firstScreenSeconds: number | null;
  readonly peakMegabytes: number | null;
}
interface PeerSaid {
  readonly fill: FillSaid;
  readonly night: Carried & { readonly seconds: number };
}

async function runPeer(
  program: string,
  installed: string,
  folder: string,
  documents: number,
  roundTripMs: number,
): Promise<PeerSaid> {
  const own = mkdtempSync(join(tmpdir(), 'nrm-bench-peer-'));
  const serverArgs = program === 'pouch' ? [installed, folder, own] : [folder];
  const server = startProgram(`peers/${program}-server.program.ts`, serverArgs);
  try {
    const line = await openSlowLine(Number(await server.firstLine), roundTripMs);
    try {
      const args = [installed, own, String(line.port), String(documents), String(CORRECTIONS)];
      return JSON.parse(await startProgram(`peers/${program}-laptop.program.ts`, args, line.take).firstLine);
    } finally {
      await line.close();
    }
  } finally {
    server.stop();
    rmSync(own, { recursive: true, force: true });
  }
}

/** Exact versions from the lockfile, without install scripts, in a folder that no other command looks into. */
function installPeers(): { readonly folder: string } | { readonly why: string } {
  const from = join(import.meta.dirname, 'peers');
  const folder = join(import.meta.dirname, '../../.nrm/bench-peers');
  const lock = readFileSync(join(from, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'node_modules', '.nrm-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return { folder };
  console.error('  installing the peers (once) ...');
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(from, name), join(folder, name));
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) return { why: 'not installed: is the package registry reachable?' };
  copyFileSync(join(folder, 'package-lock.json'), stamp);
  return { folder };
}

const filledOf = (entries: number, said: FillSaid): FilledPeer => ({
  entriesPerSecond: Math.round(entries / said.seconds),
  seconds: round(said.seconds),
  requests: said.requests,
  megabytesUp: round(said.bytesUp / 1e6),
  megabytesDown: round(said.bytesDown / 1e6),
  secondsToInteractive: said.firstScreenSeconds === null ? null : round(said.firstScreenSeconds),
  peakMegabytes: said.peakMegabytes === null ? null : Math.round(said.peakMegabytes),
});

const nightOf = (said: Carried & { readonly seconds: number }): NightOfPeer => ({
  seconds: round(said.seconds),
  requests: said.requests,
  kilobytesUp: Math.round(said.bytesUp / 1e3),
  kilobytesDown: Math.round(said.bytesDown / 1e3),
});

/** The same figures for people, as a Markdown table. */
function syncTable({ documents, bytesPerDocument, corrections, lines, absent }: SyncFigures): string {
  const fills = lines.flatMap(({ roundTripMs, fill }) =>
    Object.entries(fill).map(
      ([name, one]) =>
        `| ${roundTripMs} ms | ${name} | ${one.entriesPerSecond} | ${one.megabytesUp} | ${one.megabytesDown} | ${one.requests} | ${one.secondsToInteractive ?? '–'} | ${one.peakMegabytes ?? '–'} |`,
    ),
  );
  const nights = lines.flatMap(({ roundTripMs, night }) =>
    Object.entries(night).map(
      ([name, one]) =>
        `| ${roundTripMs} ms | ${name} | ${one.seconds} | ${one.kilobytesUp} | ${one.kilobytesDown} | ${one.requests} |`,
    ),
  );
  return [
    `First fill, ${documents} documents of ${bytesPerDocument} bytes`,
    '| Round trip | Who | Entries/s | MB up | MB down | Requests | Interactive after s | Peak MB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...fills,
    `Night of ${corrections} corrections`,
    '| Round trip | Who | Seconds | kB up | kB down | Requests |',
    '| --- | --- | --- | --- | --- | --- |',
    ...nights,
    ...Object.entries(absent).map(([name, why]) => `Absent: ${name} (${why})`),
  ].join('\n');
}
