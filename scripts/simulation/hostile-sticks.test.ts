import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BundleHeader, bundleText, MAX_PART_TEXT_BYTES } from '@nrm/domain/bundle';
import { canonicalJson, type Json, type Sign } from '@nrm/domain/ledger';
import { createAgeKeyPair, sealTo } from '@nrm/sealed-files/age';
import { nodeFiles } from '@nrm/sealed-files/file-operations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_CARRIED_BUNDLES } from '../../apps/desktop/src/core/bundles/places.ts';
import { signerOf } from '../../apps/desktop/src/core/ledger/node-crypto.ts';
import { heldBy, namesIn, openStickWorld, type StickWorld, serveStick, work } from './sticks.ts';

type End = 'laptop' | 'server';

/** A genuine bundle for one end, and what it takes to forge another like it. */
interface Genuine {
  readonly stick: string;
  readonly bundle: string;
  readonly header: BundleHeader;
  readonly sign: Sign;
  readonly recipient: string;
}

const stranger = signerOf(generateKeyPairSync('ed25519').privateKey);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const partOf = ({ bundle }: Genuine) => join(bundle, 'p0001.age');
const headerOf = ({ bundle }: Genuine) => join(bundle, 'bundle.jcs');
const doneOf = ({ bundle }: Genuine) => join(bundle, 'done.jcs');

/** Header and `done` that fit each other, whatever the header says and whoever signed it. */
function forge(genuine: Genuine, changes: Readonly<Record<string, unknown>>, sign: Sign = genuine.sign): void {
  const unsigned = { ...genuine.header, ...changes } as BundleHeader;
  const { signature: _before, ...rest } = unsigned;
  const text = canonicalJson({ ...rest, signature: sign(bundleText(unsigned)) } as Json);
  writeHeader(genuine, text);
}

function writeHeader(genuine: Genuine, text: string): void {
  writeFileSync(headerOf(genuine), text);
  const done = { v: 1, bundle: genuine.header.id, header: sha256(Buffer.from(text)) };
  writeFileSync(doneOf(genuine), canonicalJson(done));
}

/** A part of whoever holds the key, so that only what is in it is wrong. */
async function forgePart(genuine: Genuine, packed: Uint8Array, recipient = genuine.recipient): Promise<void> {
  const sealed = await sealTo([recipient], packed);
  writeFileSync(partOf(genuine), sealed);
  forge(genuine, { parts: [{ name: 'p0001.age', size: sealed.byteLength, sha256: sha256(sealed) }] });
}

const flip = (path: string, at: number) => {
  const bytes = readFileSync(path);
  const place = at < 0 ? bytes.byteLength + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(path, bytes);
};
const parts = (name: string, size = 100) => [{ name, size, sha256: '0'.repeat(64) }];

const HOSTILE: readonly (readonly [what: string, code: string, make: (genuine: Genuine) => unknown])[] = [
  ['it was pulled before the end', 'bundle.incomplete', (it) => rmSync(doneOf(it))],
  ['its header is missing', 'bundle.incomplete', (it) => rmSync(headerOf(it))],
  ['a part is missing', 'bundle.incomplete', (it) => rmSync(partOf(it))],
  ['a byte of the part fell over at the beginning', 'bundle.damaged', (it) => flip(partOf(it), 0)],
  ['a byte of the part fell over at the end', 'bundle.damaged', (it) => flip(partOf(it), -1)],
  ['a byte of the header fell over', 'bundle.damaged', (it) => flip(headerOf(it), 40)],
  ['a byte of the end mark fell over', 'bundle.damaged', (it) => flip(doneOf(it), 20)],
  ['the end mark is empty', 'bundle.damaged', (it) => writeFileSync(doneOf(it), '')],
  ['the part is cut', 'bundle.damaged', (it) => writeFileSync(partOf(it), readFileSync(partOf(it)).subarray(0, 99))],
  ['the part has grown', 'bundle.damaged', (it) => appendFileSync(partOf(it), 'x')],
  [
    'the part is of another bundle',
    'bundle.damaged',
    async (it) => writeFileSync(partOf(it), await sealTo([it.recipient], gzipSync('{}\n'))),
  ],
  ['the part is a link', 'bundle.unsafe', (it) => link(it, partOf(it))],
  ['the header is a link', 'bundle.unsafe', (it) => link(it, headerOf(it))],
  ['the end mark is a link', 'bundle.unsafe', (it) => link(it, doneOf(it))],
  ['the part is a folder', 'bundle.unsafe', (it) => (rmSync(partOf(it)), mkdirSync(partOf(it)))],
  ['the part is a pipe', 'bundle.unsafe', (it) => (rmSync(partOf(it)), execFileSync('mkfifo', [partOf(it)]))],
  ['the header is a pipe', 'bundle.unsafe', (it) => (rmSync(headerOf(it)), execFileSync('mkfifo', [headerOf(it)]))],
  ['a part leads out of the folder', 'bundle.unsafe', (it) => forge(it, { parts: parts('../p0001.age') })],
  ['a part leads to the root', 'bundle.unsafe', (it) => forge(it, { parts: parts('/etc/passwd') })],
  ['a part leads out as Windows writes it', 'bundle.unsafe', (it) => forge(it, { parts: parts('..\\p.age') })],
  ['a part is a device of DOS', 'bundle.unsafe', (it) => forge(it, { parts: parts('con.age') })],
  ['a part is the header itself', 'bundle.unsafe', (it) => forge(it, { parts: parts('bundle.jcs') })],
  ['a part is said to be a terabyte', 'bundle.too-large', (it) => forge(it, { parts: parts('p0001.age', 2 ** 40) })],
  [
    'it has more parts than any',
    'bundle.too-large',
    (it) => forge(it, { parts: Array.from({ length: 65 }, (_, at) => parts(`p${at}.age`)[0]) }),
  ],
  ['its header is huge', 'bundle.too-large', (it) => writeHeader(it, `"${'x'.repeat(70_000)}"`)],
  ['its header nests a thousand times', 'bundle.damaged', (it) => writeHeader(it, '['.repeat(30_000))],
  ['its header is no JSON', 'bundle.damaged', (it) => writeHeader(it, 'hello')],
  ['its header is not canonical', 'bundle.damaged', (it) => writeHeader(it, `${readFileSync(headerOf(it), 'utf8')} `)],
  ['its header says more than it may', 'bundle.damaged', (it) => forge(it, { comment: 'x' })],
  ['the same part twice', 'bundle.damaged', (it) => forge(it, { parts: [it.header.parts[0], it.header.parts[0]] })],
  ['it is of a later release', 'bundle.newer', (it) => forge(it, { v: 2 })],
  ['it speaks a later protocol', 'bundle.newer', (it) => forge(it, { protocol: 99 })],
  ['it is of another governorate', 'bundle.wrong-governorate', (it) => forge(it, { governorate: 'duhok' })],
  ['somebody else signed it', 'bundle.signature-invalid', (it) => forge(it, {}, stranger)],
  [
    'its header was altered after signing',
    'bundle.signature-invalid',
    (it) => forge(it, { generation: 7 }, () => it.header.signature),
  ],
  [
    'it is sealed to somebody else',
    'bundle.cannot-open',
    async (it) => forgePart(it, gzipSync('{}\n'), (await createAgeKeyPair()).recipient),
  ],
  [
    'it unpacks to more than any',
    'bundle.damaged',
    (it) => forgePart(it, gzipSync(Buffer.alloc(MAX_PART_TEXT_BYTES + 1, 'x'))),
  ],
  ['it is not packed', 'bundle.damaged', (it) => forgePart(it, Buffer.from('hello'))],
  ['it is not text', 'bundle.damaged', (it) => forgePart(it, gzipSync(Buffer.from([0xff, 0xfe, 10])))],
  ['a message nests a million times', 'bundle.damaged', (it) => forgePart(it, gzipSync(`${'['.repeat(1_000_000)}\n`))],
  ['a message is none of ours', 'bundle.damaged', (it) => forgePart(it, gzipSync('{"kind":"wipe"}\n'))],
  ['its last message is cut', 'bundle.damaged', (it) => forgePart(it, gzipSync('{"kind":"pull"'))],
];

function link(it: Genuine, path: string): void {
  const elsewhere = join(it.stick, 'elsewhere');
  cpSync(path, elsewhere);
  rmSync(path);
  symlinkSync(elsewhere, path);
}

describe.each(['laptop', 'server'] as const)(
  'a stick for the %s is turned away and nothing changes when',
  (end: End) => {
    let world: StickWorld;
    beforeAll(async () => {
      world = await openStickWorld(11, 2);
    });
    afterAll(() => world.close());

    const reader = () => world.laptops[0] as StickWorld['laptops'][number];

    /** Something waits on the laptop, so that a bundle taken in by half would show. */
    async function genuineFor(to: End): Promise<Genuine> {
      const laptop = reader();
      work(laptop, world.newId);
      const there = world.newFolder();
      await laptop.bundles.write(there);
      let stick = there;
      if (to === 'laptop') {
        stick = world.newFolder();
        await serveStick(world, there, stick);
      }
      const [id] = readdirSync(stick);
      const bundle = join(stick, String(id));
      const header = BundleHeader.parse(JSON.parse(readFileSync(join(bundle, 'bundle.jcs'), 'utf8')));
      const keys = laptop.laptop.ledger.store.get('select recipient, server from sealing_keys');
      return {
        stick,
        bundle,
        header,
        sign: to === 'laptop' ? world.server.sign : laptop.laptop.ledger.sign,
        recipient: String(to === 'laptop' ? keys?.recipient : keys?.server),
      };
    }

    const everything = async () => ({
      laptop: heldBy(reader()),
      log: await world.server.store.findDevice(reader().laptop.device),
      feed: await world.server.store.feedHead('office/mosul' as never),
      disk: [...namesIn(reader().folder), ...namesIn(world.office.folder)],
    });

    async function readIt({ stick }: Genuine): Promise<string> {
      if (end === 'laptop') {
        const read = await reader().bundles.read(stick);
        return read.ok ? 'taken' : read.refusal.code;
      }
      const [taken] = await serveStick(world, stick, world.newFolder());
      return taken === undefined || taken.ok ? 'taken' : taken.refusal.code;
    }

    it.each(HOSTILE)('%s: %s', async (_what, code, make) => {
      const genuine = await genuineFor(end);
      await make(genuine);
      const before = await everything();
      expect(await readIt(genuine)).toBe(code);
      expect(await everything()).toEqual(before);
    });

    it('and takes the same one when nobody touched it', async () => {
      const genuine = await genuineFor(end);
      expect(await readIt(genuine)).toBe('taken');
    });

    it('it belongs to another time, or to somebody else', async () => {
      const genuine = await genuineFor(end);
      if (end === 'laptop') {
        forge(genuine, { epoch: 'before-the-restore' });
        const before = await everything();
        expect(await readIt(genuine)).toBe('bundle.other-epoch');
        expect(await everything()).toEqual(before);
        const another = await genuineFor('laptop');
        expect(await world.laptops[1]?.bundles.read(another.stick)).toMatchObject({
          value: { taken: [], forOthers: 1 },
        });
        expect(await world.laptops[1]?.bundles.carry(another.stick)).toMatchObject({ value: { picked: 1 } });
        const own = await genuineFor('server');
        expect(await reader().bundles.read(own.stick)).toMatchObject({ refusal: { code: 'bundle.own' } });
      } else {
        forge(genuine, { from: world.newId() });
        const before = await everything();
        expect(await readIt(genuine)).toBe('bundle.unknown-sender');
        // What another laptop wrote, under this one's name and with this one's signature.
        const other = await genuineFor('server');
        const message = { protocol: 2, device: world.laptops[1]?.laptop.device, positions: [], limit: 10 };
        const inbox = (await createAgeKeyPair()).recipient;
        await forgePart(other, gzipSync(`${JSON.stringify({ kind: 'pull', message, inbox })}\n`));
        expect(await readIt(other)).toBe('bundle.damaged');
        expect((await everything()).log).toEqual(before.log);
      }
    });
  },
);

describe('a laptop with a stick', () => {
  let world: StickWorld;
  beforeAll(async () => {
    world = await openStickWorld(13, 2);
  });
  afterAll(() => world.close());
  const both = () => world.laptops as readonly [StickWorld['laptops'][0], StickWorld['laptops'][0]];

  it.each(['write', 'read'] as const)('stops when it is told to %s no further, and leaves nothing', async (what) => {
    const [laptop] = both();
    work(laptop, world.newId);
    const [there, back] = [world.newFolder(), world.newFolder()];
    await laptop.bundles.write(there);
    await serveStick(world, there, back);
    const stick = what === 'write' ? world.newFolder() : back;
    const onStick = namesIn(stick);
    const inLaptop = [heldBy(laptop), namesIn(laptop.folder)];
    const session: Awaited<ReturnType<typeof laptop.open>> = await laptop.open({
      ...nodeFiles,
      // Somebody presses "stop" while the first file is on its way.
      async write(path, bytes) {
        session.cancel();
        await nodeFiles.write(path, bytes);
      },
    });
    expect(await session[what](stick)).toEqual({ ok: false, refusal: { code: 'bundle.cancelled' } });
    expect(namesIn(stick)).toEqual(onStick);
    expect([heldBy(laptop), namesIn(laptop.folder)]).toEqual(inLaptop);
    expect(await laptop.bundles[what](stick)).toMatchObject({ ok: true });
  });

  it('carries so many for others and no more, and a newer one of the same laptop in the place of an older', async () => {
    const [writer, carrier] = both();
    const genuine = world.newFolder();
    await writer.bundles.write(genuine);
    const [id] = readdirSync(genuine);
    const bundle = join(genuine, String(id));
    const header = BundleHeader.parse(JSON.parse(readFileSync(join(bundle, 'bundle.jcs'), 'utf8')));
    const stick = world.newFolder();
    for (let at = 0; at <= MAX_CARRIED_BUNDLES; at++) {
      const copy = createHash('sha256').update(String(at)).digest('hex').slice(0, 32);
      cpSync(bundle, join(stick, copy), { recursive: true });
      const like: Genuine = { stick, bundle: join(stick, copy), header, sign: stranger, recipient: '' };
      forge({ ...like, header: { ...header, id: copy as BundleHeader['id'] } }, { from: world.newId() });
    }
    expect(await carrier.bundles.carry(stick)).toMatchObject({
      value: { picked: MAX_CARRIED_BUNDLES, refused: [{ code: 'bundle.carrier-full' }] },
    });
    expect((await carrier.bundles.state()).carried.bundles).toBe(MAX_CARRIED_BUNDLES);
    rmSync(join(carrier.folder, 'bundles', 'carried'), { recursive: true });
    mkdirSync(join(carrier.folder, 'bundles', 'carried'));

    work(writer, world.newId);
    await writer.bundles.write(genuine);
    expect(await carrier.bundles.carry(genuine)).toMatchObject({ value: { picked: 2, refused: [] } });
    expect((await carrier.bundles.state()).carried.bundles).toBe(1);
    const next = world.newFolder();
    expect(await carrier.bundles.write(next)).toMatchObject({ value: { carried: 1 } });
    const served = await serveStick(world, next, world.newFolder());
    expect(
      served.flatMap((each) => (each.ok && each.value.from === writer.laptop.device ? each.value.entries : [])),
    ).toEqual([writer.laptop.ledger.store.all('select id from entries where own = 1 and outcome is null').length]);
  });
});
