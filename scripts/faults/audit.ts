import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EntryId, ok } from '@nrm/domain/shared';
import type { BagSigner } from '../../apps/desktop/src/audit/detached-signature.ts';
import type { AuditTroubleCode } from '../../apps/desktop/src/audit/report.ts';
import { verifyExport } from '../../apps/desktop/src/audit/verify-export.ts';
import type { ExportContent, InnerFile } from '../../apps/desktop/src/core/export/export-content.ts';
import { createNodeSha256, exportFolder } from '../../apps/desktop/src/core/export/export-folder.ts';
import { type Medium, nodeMedium } from '../../apps/desktop/src/core/export/medium.ts';
import { writeExport } from '../../apps/desktop/src/core/export/write-export.ts';
import { nodeCrypto } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { INSIDE, OUTSIDE } from './audit-alterations.ts';
import { type AuditOffice, openAuditOffice } from './audit-office.ts';
import { refusingTools, stockTools } from './stock-tools.ts';
import { createTally, numbersOf, randomOfCase, type SuiteOptions, type SuiteResult, type Verdict } from './suite.ts';

/** One of so many is a bag as it was written; the others are altered. 250 are 50 and 200. */
const WHOLE_EVERY = 5;
/** Ways of the cases: the first half of what may be altered lies open on the stick, the other inside. */
export const ALTERATIONS = [...OUTSIDE, ...INSIDE];

/**
 * Bags as they were written must verify, altered ones must be refused with what is wrong: by somebody who only has the
 * stick (any byte, any file, another bag's signatures), and by the laptop's own worst user, who opens the replica, changes
 * what is exported and signs everything anew with the laptop's real key.
 */
export async function run(options: SuiteOptions): Promise<SuiteResult> {
  const tally = createTally(options, 'audit');
  const folder = mkdtempSync(join(tmpdir(), 'nrm-audit-'));
  try {
    for await (const made of makeBags(options, folder)) {
      tally.add(made.number, await judge(made));
      rmSync(made.bag, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return tally.result();
}

export interface MadeBag {
  readonly number: number;
  readonly bag: string;
  /** Opens it. */
  readonly identity: string;
  /** null: as it was written. */
  readonly altered: { readonly what: string; readonly told: readonly AuditTroubleCode[] } | null;
}

/** Bags in a folder, one after the other, so that whoever looks at one may take it away before the next. */
export async function* makeBags(
  options: Pick<SuiteOptions, 'cases' | 'seed' | 'only'>,
  folder: string,
): AsyncIterable<MadeBag> {
  const office = await openAuditOffice(options.seed);
  const released: EntryId[] = [];
  for (let count = 1; count <= 4; count++) released.push(await office.release(office.cases.slice(count, 2 * count)));
  const open = (random: () => number, change: (content: ExportContent) => ExportContent, signer?: BagSigner) =>
    openBag(office, released, folder, random, change, signer);
  const other = await open(
    () => 0.5,
    (content) => content,
  );
  for (const number of numbersOf(options)) {
    const random = randomOfCase(options.seed, number);
    const isWhole = number % WHOLE_EVERY === 0;
    const way = ALTERATIONS[(number - 1 - Math.floor(number / WHOLE_EVERY)) % ALTERATIONS.length];
    const inside = isWhole ? undefined : INSIDE.find((each) => each === way);
    const outside = isWhole ? undefined : OUTSIDE.find((each) => each === way);
    const bag = await open(
      random,
      (content) => (inside ? altered(content, (files) => inside.alter(files, { office, random })) : content),
      inside?.signer?.(),
    );
    if (outside) outside.alter(bag, other, random);
    const { identity } = random() < 0.5 ? office.auditor : office.national;
    yield { number, bag, identity, altered: inside ?? outside ?? null };
  }
}

const tools = stockTools();

async function judge({ bag, identity, altered: way }: MadeBag): Promise<Verdict> {
  const options = { crypto: nodeCrypto, createSha256: createNodeSha256, identity };
  const report = await verifyExport(exportFolder(bag), options);
  const codes = [...new Set(report.troubles.map(({ code }) => code))];
  if (way === null) {
    const lost = report.isOpened ? [...codes, ...refusingTools(tools, bag, identity)] : ['not opened'];
    return { outcome: ['verified', ...tools].join(' '), lost };
  }
  const isTold = way.told.some((code) => codes.includes(code));
  return { outcome: `refused: ${way.what}`, silent: isTold ? [] : [`${way.what}: told ${codes.join(' ')}`] };
}

/** Flushing is what the tests of the writer look at; here it would be most of the time. */
const UNFLUSHED: Medium = {
  ...nodeMedium,
  flushFolder: async () => undefined,
  async create(path) {
    const writing = await nodeMedium.create(path);
    return { ...writing, finish: writing.abandon };
  },
};

/** @returns the folder of a bag of one to four cases */
async function openBag(
  office: AuditOffice,
  released: readonly EntryId[],
  folder: string,
  random: () => number,
  change: (content: ExportContent) => ExportContent,
  signer: BagSigner = office.signer,
): Promise<string> {
  const entry = released[Math.floor(random() * released.length)] as EntryId;
  const written = await writeExport({
    medium: UNFLUSHED,
    target: folder,
    content: change(office.collect(entry)),
    signer,
    printPdf: null,
    verifierPage: Buffer.from('<!doctype html>\n'),
    random: office.world.bytes,
    record: () => ok(null),
    isCancelled: () => false,
    onProgress: () => undefined,
    // Some are cut into several files.
    ...(random() < 0.3 && { maxPartBytes: 40_000 }),
  });
  if (!written.ok) throw new Error(`not written: ${written.refusal.code}`);
  return join(folder, written.value.folder);
}

/** The same export with other files inside, each as text by its path. */
function altered(content: ExportContent, alter: (files: Map<string, string>) => void): ExportContent {
  return {
    ...content,
    async *files(printPdf) {
      const files = new Map<string, string>();
      for await (const { path, chunks } of content.files(printPdf))
        if (!path.endsWith('/')) files.set(path, Buffer.concat([...chunks()]).toString('utf8'));
      alter(files);
      for (const [path, text] of files) {
        const bytes = Buffer.from(text);
        yield { path, size: bytes.byteLength, chunks: () => [bytes] } satisfies InnerFile;
      }
    },
  };
}
