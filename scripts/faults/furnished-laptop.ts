import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHAIN_START } from '@nrm/domain/ledger';
import { type AuthorityId, assert, type DeviceId, type OfficeId, uuidV7, type WorkerId } from '@nrm/domain/shared';
import type { ActStep } from '../../apps/desktop/src/bridge/commands.ts';
import { openBridge } from '../../apps/desktop/src/core/bridge-door.ts';
import type { Laptop } from '../../apps/desktop/src/core/laptop.ts';
import { nextFill, receiveFill } from '../../apps/desktop/src/core/ledger/receive-fill.ts';
import { createFileDeviceSecretStore } from '../../apps/desktop/src/core/session/device-secret-store.ts';
import { createKeyring } from '../../apps/desktop/src/core/session/keyring.ts';
import { worthlessCostForTests } from '../../apps/desktop/src/core/session/password-hash.ts';
import { preparePage } from '../../apps/desktop/src/core/sync/fill-preparer.ts';
import { caseRef, correct, register } from '../../apps/desktop/src/core/testing/people.ts';
import { answerFill } from '../../apps/sync-server/src/ledger/answer-fill.ts';
import { createMemoryLedger } from '../../apps/sync-server/src/testing/memory-ledger.ts';
import { createWorld, foundServer } from '../simulation/governorate.ts';

export const PASSWORD = 'rain over the old bridge';
const OFFICE = 'mosul' as OfficeId;

export const newId = () => uuidV7(Date.now(), randomBytes(10));

/** The real core on a folder, without a network. */
export async function openDoor(folder: string, checkAfterMs = 3_600_000): ReturnType<typeof openBridge> {
  const door = await openBridge({
    folder,
    deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
    nowMs: Date.now,
    checkAfterMs,
    passwordCost: worthlessCostForTests(),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
  });
  door.laptop.setNetwork(false);
  return door;
}

/** What a worker at a desk does, by turn: a person, a need, notes of all sizes, a correction. */
export function stepsOfTurn(turn: number, people: string[]): ActStep[] {
  if (turn % 6 === 0 || people.length === 0) {
    const person = newId();
    people.push(person);
    return [
      register(person, { givenName: 'زينب', fatherName: `${turn}` }),
      {
        type: 'need.identify',
        subject: caseRef(person),
        intent: { need: newId(), topic: 'housing', urgency: 'normal', words: '' },
      },
    ];
  }
  const person = people[turn % people.length] ?? '';
  if (turn % 6 === 5) return [correct(person, { familyName: `${turn}` })];
  return [{ type: 'case.note', subject: caseRef(person), intent: { words: `${turn} `.repeat((turn * 37) % 900) } }];
}

/**
 * A connected laptop with the administration of a small office received and some people in it; its server existed only to
 * make it and is gone. @param folder is made @returns its one worker
 */
export async function furnishLaptop(folder: string, turns = 12): Promise<WorkerId> {
  mkdirSync(folder, { recursive: true });
  const world = createWorld(7);
  const server = await foundServer(world, createMemoryLedger('epoch'));
  const worker = newId() as WorkerId;
  const device = newId() as DeviceId;
  const made = await createKeyring({
    folder,
    deviceSecret: createFileDeviceSecretStore(join(folder, 'device-secret')),
    device,
    cost: worthlessCostForTests(),
    firstUser: { workerId: worker, displayName: 'هناء', password: PASSWORD },
  });
  assert(made.ok, 'the keyring is made');
  const { keyring, keys } = made.value;
  const subject = server.governorateRef;
  const office = { kind: 'office', id: OFFICE } as const;
  const authority = 'momd' as AuthorityId;
  await server.write(
    {
      type: 'authority.register',
      subject,
      intent: { authority, names: { ar: 'وزارة', en: 'Ministry' }, letterhead: ['جمهورية العراق'], hotline: null },
    },
    {
      type: 'office.open',
      subject: office,
      intent: {
        office: OFFICE,
        names: { ar: 'مكتب الموصل', en: 'Mosul office' },
        authority,
        number: 12,
        phone: '',
        districts: ['IQG15Q05'],
      },
    },
    { type: 'worker.introduce', subject, intent: { worker, name: 'هناء' } },
    { type: 'worker.grant-role', subject, intent: { worker, role: 'caseworker', office: OFFICE } },
    {
      type: 'device.connect',
      subject,
      intent: { device, office: OFFICE, number: 1, publicKey: keys.devicePublicKey },
    },
  );
  const { laptop, bridge } = await openDoor(folder);
  await laptop.begin(
    {
      v: 1,
      server: 'http://127.0.0.1:9',
      pins: [],
      caCertificate: null,
      clientCertificate: null,
      clientKey: null,
    },
    {
      device,
      governorate: server.governorate,
      office: OFFICE,
      number: 1,
      serverPublicKey: server.publicKey,
      epoch: server.store.epoch,
      generation: 1,
      seq: 0,
      hash: CHAIN_START,
    },
    keyring,
    keys,
  );
  keys.close();
  await laptop.signIn(worker, PASSWORD);
  const { ledger } = sessionOf(laptop);
  while (!receiveFill(ledger, preparePage(await answerFill(server, nextFill(ledger.store, 1_000)), OFFICE)));
  const people: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const answer = await bridge.invoke('act', { id: newId(), steps: stepsOfTurn(turn, people) });
    assert(answer.kind === 'value', `the laptop is furnished: ${JSON.stringify(answer)}`);
  }
  await laptop.close();
  return worker;
}

export function sessionOf(laptop: Laptop): NonNullable<Laptop['session']> {
  assert(laptop.session, 'somebody is signed in');
  return laptop.session;
}
