import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { canonicalJson, type Json, type OpenEntry, openEntry, signEntry } from '@nrm/domain/ledger';
import type { BagSigner } from '../../apps/desktop/src/audit/detached-signature.ts';
import { ExportDocument, LedgerLine, LinkLine } from '../../apps/desktop/src/audit/export-format.ts';
import type { AuditTroubleCode } from '../../apps/desktop/src/audit/report.ts';
import { nodeCrypto, signerOf } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { keyOf } from '../simulation/governorate.ts';
import { type AuditOffice, signerOfLaptop } from './audit-office.ts';

/** Somebody has the stick and nothing else. `told`: one of these must be said. */
export interface OutsideAlteration {
  readonly what: string;
  readonly told: readonly AuditTroubleCode[];
  /** @param other folder of another bag of the same laptop */
  alter(bag: string, other: string, random: () => number): void;
}

const BAG_TROUBLES: readonly AuditTroubleCode[] = [
  'bag.not-a-bag',
  'bag.manifest-form',
  'bag.file-altered',
  'bag.key-missing',
  'bag.signature-wrong',
];
const filesOf = (bag: string): string[] =>
  readdirSync(bag, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(bag, join(entry.parentPath, entry.name)))
    .sort();
function drawn<T>(from: readonly T[], random: () => number): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to draw from');
  return found;
}

function flip(path: string, random: () => number): void {
  const bytes = readFileSync(path);
  const at = Math.floor(random() * bytes.byteLength);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
  writeFileSync(path, bytes);
}

export const OUTSIDE: readonly OutsideAlteration[] = [
  {
    what: 'a byte of any file',
    told: BAG_TROUBLES,
    alter: (bag, _other, random) => flip(join(bag, drawn(filesOf(bag), random)), random),
  },
  {
    what: 'a byte of what is sealed',
    told: ['bag.file-altered'],
    alter: (bag, _other, random) => flip(join(bag, drawn(sealedOf(bag), random)), random),
  },
  {
    what: 'a byte of a signature',
    told: ['bag.signature-wrong'],
    alter: (bag, _other, random) =>
      flip(join(bag, `tagmanifest-sha256.txt.${random() < 0.5 ? 'sig' : 'minisig'}`), random),
  },
  {
    what: 'a file cut off',
    told: BAG_TROUBLES,
    alter(bag, _other, random) {
      const path = join(bag, drawn(filesOf(bag), random));
      truncateSync(path, Math.floor(random() * readFileSync(path).byteLength));
    },
  },
  {
    what: 'a file taken away',
    told: ['bag.file-missing', 'bag.signature-missing'],
    alter: (bag, _other, random) => rmSync(join(bag, drawn(filesOf(bag), random))),
  },
  {
    what: 'a file added',
    told: ['bag.file-added'],
    alter: (bag, _other, random) => writeFileSync(join(bag, drawn(['note.txt', 'data/note.txt'], random)), 'x'),
  },
  {
    what: 'a file under another name',
    told: ['bag.file-added'],
    alter(bag, _other, random) {
      const name = drawn(filesOf(bag), random);
      renameSync(join(bag, name), join(bag, `${name}x`));
    },
  },
  {
    what: "another bag's signatures",
    told: ['bag.signature-wrong'],
    alter(bag, other) {
      for (const end of ['sig', 'minisig']) swap(bag, other, `tagmanifest-sha256.txt.${end}`);
    },
  },
  {
    what: "another bag's lists and signatures",
    told: ['bag.file-altered', 'bag.file-missing', 'bag.file-added'],
    alter(bag, other) {
      for (const name of filesOf(other)) if (/manifest|bag-info/.test(name)) swap(bag, other, name);
    },
  },
  {
    what: "another bag's case files",
    told: ['bag.file-altered', 'bag.file-missing', 'bag.file-added'],
    alter(bag, other) {
      for (const name of sealedOf(bag)) rmSync(join(bag, name));
      for (const name of sealedOf(other)) swap(bag, other, name);
    },
  },
];

const sealedOf = (bag: string): string[] => filesOf(bag).filter((name) => name.startsWith('data'));
const swap = (bag: string, other: string, name: string): void => {
  if (existsSync(join(other, name))) cpSync(join(other, name), join(bag, name));
};

/** Somebody changes what is exported and seals and signs everything anew, as a rule with the laptop's own key. */
export interface InsideAlteration {
  readonly what: string;
  readonly told: readonly AuditTroubleCode[];
  alter(files: Map<string, string>, around: { readonly office: AuditOffice; readonly random: () => number }): void;
  readonly signer?: () => BagSigner;
}

const linesOf = (files: Map<string, string>, path: string): string[] => {
  const text = files.get(path);
  if (text === undefined) throw new Error('a file that was to be altered is not there');
  return text.split('\n').slice(0, -1);
};
const put = (files: Map<string, string>, path: string, lines: readonly string[]): void =>
  void files.set(path, lines.map((line) => `${line}\n`).join(''));
const ledgersOf = (files: Map<string, string>): string[] =>
  [...files.keys()].filter((path) => path.endsWith('ledger.ndjson'));
/** A ledger with at least two entries: each case begins with two. */
const aLedger = (files: Map<string, string>, random: () => number): string => drawn(ledgersOf(files), random);
const canonical = (value: unknown): string => canonicalJson(value as Json);
const lineOf = (text: string | undefined): LedgerLine => LedgerLine.parse(JSON.parse(text ?? ''));
const opened = ({ entry }: LedgerLine): OpenEntry => {
  const open = openEntry(entry, nodeCrypto);
  if (!open) throw new Error('an entry that does not open');
  return open;
};
function replaced(
  files: Map<string, string>,
  path: string,
  random: () => number,
  change: (line: LedgerLine) => unknown,
): void {
  const lines = linesOf(files, path);
  const at = Math.floor(random() * lines.length);
  put(files, path, lines.with(at, canonical(change(lineOf(lines[at])))));
}
/** The entry with another payload, signed with a key. */
function resigned(line: LedgerLine, key: number): LedgerLine {
  const { header } = opened(line);
  const payload = { ...JSON.parse(line.entry.payload ?? '{}'), words: 'Another story.' } as Json;
  const { payloadHash: _hash, ...draft } = header;
  return { ...line, entry: signEntry({ ...draft, payload }, '0'.repeat(32), nodeCrypto, signerOf(keyOf(key))).entry };
}
/** All files of a case that tell of its entries, without the one at a place. */
function dropEntry(files: Map<string, string>, path: string, at: number): string {
  const lines = linesOf(files, path);
  put(files, path, lines.toSpliced(at, 1));
  const receipts = path.replace('ledger', 'receipts');
  put(files, receipts, linesOf(files, receipts).toSpliced(at, 1));
  return opened(lineOf(lines[at])).hash;
}

export const INSIDE: readonly InsideAlteration[] = [
  {
    what: 'one letter of an entry',
    told: ['case.entry-altered'],
    alter: (files, { random }) =>
      replaced(files, aLedger(files, random), random, (line) => ({
        ...line,
        entry: {
          ...line.entry,
          payload: (line.entry.payload ?? '').replace(/[a-z]/, (letter) => (letter === 'a' ? 'b' : 'a')),
        },
      })),
  },
  {
    what: 'an entry written anew by its own laptop',
    told: ['case.entry-altered'],
    alter: (files, { random }) => replaced(files, aLedger(files, random), random, (line) => resigned(line, 41)),
  },
  {
    what: 'an entry written anew by a stranger',
    told: ['case.entry-signature'],
    alter: (files, { random }) => replaced(files, aLedger(files, random), random, (line) => resigned(line, 77)),
  },
  {
    what: 'the signature of another entry',
    told: ['case.entry-signature'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      const lines = linesOf(files, path);
      const [first, second] = [lineOf(lines[0]), lineOf(lines[1])];
      const changed = { ...first, entry: { ...first.entry, signature: second.entry.signature } };
      put(files, path, lines.with(0, canonical(changed)));
    },
  },
  {
    what: 'the last entry left out everywhere in its case',
    told: ['case.entry-missing'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      dropEntry(files, path, linesOf(files, path).length - 1);
    },
  },
  {
    what: 'any entry left out everywhere in its case',
    told: ['case.entry-missing'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      dropEntry(files, path, Math.floor(random() * linesOf(files, path).length));
    },
  },
  {
    what: 'an entry left out of its case and of the feed',
    told: ['feed.chain'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      const hash = dropEntry(files, path, linesOf(files, path).length - 1);
      const links = linesOf(files, 'feeds/office.ndjson').filter((line) => !line.includes(hash));
      const counted = links.map((line, index) =>
        canonical({ ...LinkLine.parse(JSON.parse(line)), position: index + 1 }),
      );
      put(files, 'feeds/office.ndjson', counted);
    },
  },
  {
    what: 'two entries in another order',
    told: ['case.entry-order'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      const [first = '', second = '', ...rest] = linesOf(files, path);
      put(files, path, [second, first, ...rest]);
    },
  },
  {
    what: 'two entries that changed places',
    told: ['case.entry-altered'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      const [first, second, ...rest] = linesOf(files, path);
      const [a, b] = [lineOf(first), lineOf(second)];
      put(files, path, [
        canonical({ ...b, placement: a.placement }),
        canonical({ ...a, placement: b.placement }),
        ...rest,
      ]);
    },
  },
  {
    what: 'an entry twice',
    told: ['case.entry-added'],
    alter(files, { random }) {
      const path = aLedger(files, random);
      const lines = linesOf(files, path);
      put(files, path, [...lines, drawn(lines, random)]);
    },
  },
  {
    what: 'an entry of another case',
    told: ['case.entry-altered'],
    alter(files, { office, random }) {
      const path = aLedger(files, random);
      const row = office.laptop.ledger.store.get(
        `select header, signature, payload, salt, key_id as keyId from entries
         where subject_kind = 'case' and subject_id <> ? and placed = 1`,
        opened(lineOf(linesOf(files, path)[0])).header.subject.id,
      );
      put(files, path, [...linesOf(files, path), canonical({ entry: row, placement: null })]);
    },
  },
  {
    what: 'another word of the server',
    told: ['case.entry-outcome'],
    alter: (files, { random }) =>
      replaced(files, aLedger(files, random), random, (line) => ({
        ...line,
        placement: line.placement && {
          ...line.placement,
          outcome: line.placement.outcome === 'applied' ? 'refused' : 'applied',
        },
      })),
  },
  {
    what: 'another state than the entries make',
    told: ['case.state'],
    alter(files, { random }) {
      const path = aLedger(files, random).replace('ledger.ndjson', 'case.json');
      const said = JSON.parse(files.get(path) ?? '') as { state: object };
      files.set(path, canonical({ ...said, state: { ...said.state, number: '999999999999' } }));
    },
  },
  {
    what: 'other answers of the server',
    told: ['case.receipts'],
    alter(files, { random }) {
      const path = aLedger(files, random).replace('ledger', 'receipts');
      put(files, path, linesOf(files, path).slice(1));
    },
  },
  {
    what: 'the ledger of a case taken away',
    told: ['content.form', 'case.missing'],
    alter: (files, { random }) => void files.delete(aLedger(files, random)),
  },
  {
    what: 'a case that nobody released',
    told: ['release.other-files'],
    alter(files, { office }) {
      const document = ExportDocument.parse(JSON.parse(files.get('export.json') ?? ''));
      const more = office.cases.filter((id) => !document.cases.includes(id));
      files.set('export.json', canonical({ ...document, cases: [...document.cases, drawn(more, () => 0)] }));
    },
  },
  {
    what: 'nobody who released it',
    told: ['release.missing'],
    alter: (files) => put(files, 'release.ndjson', linesOf(files, 'release.ndjson').slice(0, 1)),
  },
  {
    what: 'one person who did both',
    told: ['release.same-person', 'release.missing'],
    alter(files) {
      const [first, second] = linesOf(files, 'release.ndjson').map(lineOf) as [LedgerLine, LedgerLine];
      const { author } = opened(first).header;
      const { payloadHash: _hash, ...draft } = opened(second).header;
      const payload = JSON.parse(second.entry.payload ?? '{}') as Json;
      const sign = signerOf(keyOf(41));
      const { entry } = signEntry({ ...draft, author, payload }, '0'.repeat(32), nodeCrypto, sign);
      put(files, 'release.ndjson', [canonical(first), canonical({ entry, placement: null })]);
    },
  },
  {
    what: 'heads the server did not sign',
    told: ['feed.head-signature'],
    alter(files) {
      const heads = JSON.parse(files.get('heads.json') ?? '') as { office: { issuedAt: string } };
      heads.office.issuedAt = '2027-01-01T00:00:00.000Z';
      files.set('heads.json', canonical(heads));
    },
  },
  {
    what: 'a laptop whose key was exchanged',
    told: ['keys.entry-wrong'],
    alter(files) {
      const lines = linesOf(files, 'keys.ndjson');
      const at = lines.length - 1;
      const line = lineOf(lines[at]);
      const { payloadHash: _hash, ...draft } = opened(line).header;
      const payload = { ...JSON.parse(line.entry.payload ?? '{}'), publicKey: publicKeyOf(77) } as Json;
      const { entry } = signEntry({ ...draft, payload }, '0'.repeat(32), nodeCrypto, signerOf(keyOf(77)));
      put(files, 'keys.ndjson', lines.with(at, canonical({ ...line, entry })));
    },
  },
  {
    what: 'everything signed by a laptop nobody connected',
    told: ['keys.laptop-unknown'],
    alter: () => undefined,
    signer: () => signerOfLaptop(77),
  },
];

const publicKeyOf = (number: number): string => Buffer.from(signerOfLaptop(number).publicKey).toString('base64url');
