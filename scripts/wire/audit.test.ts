import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId, EntryId } from '@nrm/domain/shared';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import { expect, it, onTestFinished } from 'vitest';
import { register } from '../../apps/desktop/src/core/testing/people.ts';
import { verifyAuditFolder } from '../../apps/desktop/src/headless/audit-verify.ts';
import { administer } from '../../apps/sync-server/src/ledger-assembly.ts';
import { type Desk, MOSUL, openGovernorate, PASSWORD } from './governorate.ts';

const AUDITOR = 'board-ninewa';
const office = { kind: 'office', id: MOSUL } as const;
const signInAs = (desk: Desk, worker: string) => desk.do('session.sign-in', { worker, password: PASSWORD });

it('hands files over by two people, on whole laptops and a whole server, and tells why not otherwise', async () => {
  const governorate = await openGovernorate({ tls: false });
  onTestFinished(governorate.close);
  const { caseworker, supervisor } = governorate.staff;
  const desk = await governorate.connect('first', caseworker);
  const cases = [desk.newId() as CaseId, desk.newId() as CaseId];
  for (const id of cases) await desk.act(register(id, { givenName: 'زينب', fatherName: 'علي' }));
  const prepare = { type: 'audit-export.prepare', subject: office } as const;
  const intent = { cases, auditor: AUDITOR, language: 'ckb', reason: 'Letter 114.' };
  const tryAct = (type: string, given: unknown) =>
    desk.tryTo('act', { id: desk.newId(), steps: [{ type, subject: office, intent: given }] });
  expect(await tryAct(prepare.type, intent)).toMatchObject({ refusal: { code: 'auditor.unknown' } });

  const { identity, recipient } = await createAgeKeyPair();
  const author = await governorate.author();
  const validUntil = '2999-01-01';
  const named = { auditor: AUDITOR, name: 'Board', recipient, validUntil };
  expect(await administer(author, { type: 'auditor.register-key', intent: named })).toMatchObject({ ok: true });
  await desk.sync();
  const strange = { ...intent, cases: [desk.newId()] };
  expect(await tryAct(prepare.type, strange)).toMatchObject({ refusal: { code: 'audit-export.case-not-here' } });
  const [entry] = (await desk.act({ ...prepare, intent })) as [EntryId];
  const stick = join(governorate.folder, 'stick');
  mkdirSync(stick);
  const write = { export: entry, folder: stick };
  expect(await tryAct('audit-export.release', { export: entry })).toMatchObject({
    refusal: { code: 'access.no-role' },
  });
  expect(await desk.tryTo('audit.write', write)).toMatchObject({ refusal: { code: 'audit-export.not-released' } });

  await desk.do('session.add-worker', { worker: supervisor, password: PASSWORD });
  await signInAs(desk, supervisor);
  const [own] = (await desk.act({ ...prepare, intent })) as [EntryId];
  expect(await tryAct('audit-export.release', { export: own })).toMatchObject({
    refusal: { code: 'audit-export.own-preparation' },
  });
  expect(await desk.ask('audit.chosen', { export: entry })).toMatchObject({
    reason: intent.reason,
    files: intent.cases.map((id) => ({ id })),
    gone: 0,
  });
  await desk.act({ type: 'audit-export.release', subject: office, intent: { export: entry } });
  await desk.sync();
  const written = (await desk.do('audit.write', write)) as { folder: string; bag: string };

  const report = await verifyAuditFolder({ path: join(stick, written.folder) });
  expect(report).toMatchObject({ troubles: [], isOpened: false });
  const state = await desk.ask('audit.state', {});
  expect(state.exports.find((each) => each.entry === entry)).toMatchObject({
    isOwn: false,
    cases: 2,
    releasedBy: supervisor,
    written: { times: 1, bag: written.bag },
  });
  // What the auditor sees with the key; whose laptop and server it was is proved by their own entries.
  const key = join(governorate.folder, 'key.txt');
  writeFileSync(key, `${identity}\n`);
  const opened = await verifyAuditFolder({ path: join(stick, written.folder), identityFile: key });
  expect(opened).toMatchObject({
    troubles: [],
    isOpened: true,
    content: { preparedBy: caseworker, releasedBy: supervisor, cases: [{ entries: 1 }, { entries: 1 }] },
  });
  const other = { path: join(stick, written.folder), identityFile: key, serverKey: '00'.repeat(32) };
  expect((await verifyAuditFolder(other)).troubles).toContainEqual(
    expect.objectContaining({ code: 'server.other-key' }),
  );

  // The key is withdrawn after the release: nothing more is sealed to it.
  const withdrawn = { auditor: AUDITOR, reason: 'Stolen.' };
  expect(await administer(author, { type: 'auditor.withdraw-key', intent: withdrawn })).toMatchObject({ ok: true });
  await desk.sync();
  expect(await desk.tryTo('audit.write', write)).toMatchObject({ refusal: { code: 'auditor.withdrawn' } });
  expect(readdirSync(stick)).toEqual([written.folder]);
});
