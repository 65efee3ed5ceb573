import { createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto';
import type { Role } from '@nrm/domain/access';
import type { AuditorId } from '@nrm/domain/audit';
import { type CaseId, type EntryId, instantFromMs, ok, type WorkerId } from '@nrm/domain/shared';
import { type AgeKeyPair, createAgeKeyPair } from '@nrm/sealed-files/age';
import type { BagSigner } from '../../apps/desktop/src/audit/detached-signature.ts';
import { collectExport, type ExportContent } from '../../apps/desktop/src/core/export/export-content.ts';
import { findThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { doAct, MOSUL, OFFICE_ACTS, pick, type Staff } from '../simulation/acts.ts';
import {
  connectLaptop,
  createWorld,
  foundServer,
  keyOf,
  type SimulatedLaptop,
  type SimulatedServer,
  type World,
} from '../simulation/governorate.ts';

/** An office with two laptops and weeks of work, a server, and an auditor with a key: what an audit begins with. */
export interface AuditOffice {
  readonly world: World;
  readonly server: SimulatedServer;
  readonly auditor: AgeKeyPair;
  readonly national: AgeKeyPair;
  /** Of the laptop that writes. */
  readonly signer: BagSigner;
  readonly laptop: SimulatedLaptop;
  readonly caseworker: WorkerId;
  readonly supervisor: WorkerId;
  readonly otherSupervisor: WorkerId;
  readonly cases: readonly CaseId[];
  /** Chosen by one, let go by another, and known to the server. */
  release(cases: readonly CaseId[]): Promise<EntryId>;
  /** What an export would hold now. */
  collect(entry: EntryId, hasPrinter?: boolean): ExportContent;
}

export const AUDITOR = 'board-ninewa' as AuditorId;
const LAPTOPS = [41, 42] as const;

export function signerOfLaptop(number: number): BagSigner {
  const key = keyOf(number);
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const secret = createPrivateKey({ key: key.export({ format: 'pem', type: 'pkcs8' }) });
  return {
    publicKey: new Uint8Array(Buffer.from(x as string, 'base64url')),
    sign: (message) => new Uint8Array(signBytes(null, message, secret)),
  };
}

/** @param acts how many the two laptops write between them */
export async function openAuditOffice(seed: number, acts = 60): Promise<AuditOffice> {
  const world = createWorld(seed);
  const server = await foundServer(world, createMemoryLedger('epoch-1'));
  const [auditor, national] = [await createAgeKeyPair(), await createAgeKeyPair()];
  await server.write({
    type: 'office.open',
    subject: { kind: 'office', id: MOSUL },
    intent: {
      office: MOSUL,
      names: { ar: 'مكتب الموصل', en: 'Mosul office' },
      authority: 'momd',
      number: 12,
      phone: '',
      districts: [],
    },
  });
  const inGovernorate = (type: string, intent: unknown) => ({ type, subject: server.governorateRef, intent });
  const validUntil = '2030-01-01';
  for (const [id, { recipient }] of [[AUDITOR, auditor] as const, ['national', national] as const])
    await server.write(inGovernorate('auditor.register-key', { auditor: id, name: 'Board', recipient, validUntil }));
  const introduce = async (role: Role): Promise<WorkerId> => {
    const worker = world.newId() as WorkerId;
    await server.write(inGovernorate('worker.introduce', { worker, name: 'سارة' }));
    await server.write(inGovernorate('worker.grant-role', { worker, role, office: MOSUL }));
    return worker;
  };
  const caseworker = await introduce('caseworker');
  const supervisor = await introduce('supervisor');
  const otherSupervisor = await introduce('supervisor');
  const laptops: SimulatedLaptop[] = [];
  for (const number of LAPTOPS) laptops.push(await connectLaptop(world, server, MOSUL, number));
  const even = async () => {
    for (const laptop of laptops) while (await laptop.push());
    for (const laptop of laptops) while (await laptop.pull());
  };
  await even();
  const staff: readonly Staff[] = [
    { worker: caseworker, role: 'caseworker', office: MOSUL },
    { worker: supervisor, role: 'supervisor', office: MOSUL },
  ];
  const kinds = OFFICE_ACTS.filter((kind) => kind !== 'transfer');
  const draw = () => Math.floor(world.random() * 1_000);
  for (let index = 0; index < acts; index++) {
    const laptop = pick(laptops, draw()) as SimulatedLaptop;
    const kind = index < 6 ? 'register' : (pick(kinds, draw()) ?? 'note');
    doAct({ ...laptop, store: laptop.ledger.store, newId: world.newId }, staff, kind, draw(), draw());
    if (index % 7 === 0) await even();
  }
  await even();
  const [laptop] = laptops as [SimulatedLaptop];
  const { store } = laptop.ledger;
  const cases = store.all(`select id from subjects where kind = 'case' order by id`).map(({ id }) => id as CaseId);

  return {
    world,
    server,
    auditor,
    national,
    signer: signerOfLaptop(LAPTOPS[0]),
    laptop,
    caseworker,
    supervisor,
    otherSupervisor,
    cases,
    async release(chosen) {
      const subject = { kind: 'office', id: MOSUL } as const;
      const intent = { cases: [...chosen], auditor: AUDITOR, language: 'ar', reason: 'Letter 114.' };
      const prepared = laptop.act(supervisor, 'supervisor', [
        { type: 'audit-export.prepare', subject, intent, context: () => ok(cases) },
      ]);
      if (!prepared.ok) throw new Error(`not prepared: ${prepared.refusal.code}`);
      const [entry] = prepared.value as [EntryId];
      const released = laptop.act(otherSupervisor, 'supervisor', [
        { type: 'audit-export.release', subject, intent: { export: entry } },
      ]);
      if (!released.ok) throw new Error(`not released: ${released.refusal.code}`);
      await even();
      return entry;
    },
    collect(entry, hasPrinter = false) {
      const device = findThisDevice(store);
      if (!device) throw new Error('no device');
      const now = instantFromMs(Date.parse(world.now()));
      const content = collectExport(store, device, entry, now, hasPrinter);
      if (!content.ok) throw new Error(`not collected: ${content.refusal.code}`);
      return content.value;
    },
  };
}
