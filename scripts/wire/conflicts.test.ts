import type { CaseId, ConsentId, NeedId, OrganisationId, ReferralId, ServiceId } from '@nrm/domain/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  caseRef,
  correct,
  referralSteps,
  register,
  type SentReferral,
} from '../../apps/desktop/src/core/testing/people.ts';
import { findDisagreements } from './agreement.ts';
import { type Desk, type Governorate, openGovernorate } from './governorate.ts';

const WORDS = 'تحتاج إلى مأوى قبل الشتاء / shelter before the winter';

interface Scene {
  readonly governorate: Governorate;
  readonly desks: readonly [Desk, Desk];
  /** Somebody both laptops know, with a referral that is drafted and consented to, and not sent. */
  readonly person: CaseId;
  readonly ids: SentReferral;
}

async function openScene(tls: boolean): Promise<Scene> {
  const governorate = await openGovernorate({ tls });
  onTestFinished(governorate.close);
  const first = await governorate.connect('first', governorate.staff.caseworker);
  const second = await governorate.connect('second', governorate.staff.colleague);
  const person = first.newId() as CaseId;
  const ids: SentReferral = {
    need: first.newId() as NeedId,
    consent: first.newId() as ConsentId,
    referral: first.newId() as ReferralId,
    organisation: first.newId() as OrganisationId,
    service: first.newId() as ServiceId,
  };
  const steps = referralSteps(person, ids).filter(({ type }) => type !== 'referral.send');
  await first.act(register(person, { givenName: 'زينب', fatherName: 'علي' }), ...steps);
  await settleDown(first, second);
  return { governorate, desks: [first, second], person, ids };
}

/** What one sends the others receive, so everybody calls twice. */
async function settleDown(...desks: readonly Desk[]): Promise<void> {
  for (const desk of [...desks, ...desks]) await desk.sync();
}

const send = ({ person, ids }: Scene) =>
  ({
    type: 'referral.send',
    subject: caseRef(person),
    intent: { referral: ids.referral, consent: ids.consent, override: null, words: WORDS },
  }) as const;

const withdraw = ({ person, ids }: Scene) =>
  ({ type: 'consent.withdraw', subject: caseRef(person), intent: { consent: ids.consent, words: '' } }) as const;

describe.each([{ tls: false }, { tls: true }])('two laptops that wrote without each other, TLS: $tls', ({ tls }) => {
  it('agree that what was sent against the will of the person is not possible, and keep its text', async () => {
    const scene = await openScene(tls);
    const { governorate, desks, person, ids } = scene;
    const [sender, listener] = desks;
    for (const desk of desks) await desk.setNetwork(false);
    const [sending] = await sender.act(send(scene));
    await listener.act(withdraw(scene));
    expect((await sender.ask('sync.state', {})).waiting).toBe(1);
    expect((await sender.ask('case.file', { case: person }))?.state.referrals[ids.referral]?.sending).toBe('sent');
    expect(await findDisagreements(governorate, desks)).not.toEqual([]);

    // The withdrawal arrives first; the sending was written without knowing of it.
    for (const desk of desks.toReversed()) {
      await desk.setNetwork(true);
      await desk.sync();
    }
    await settleDown(...desks);
    expect(await findDisagreements(governorate, desks)).toEqual([]);

    const refused = {
      entry: sending,
      type: 'referral.send',
      outcome: 'refused',
      refusal: { code: 'consent.withdrawn' },
    };
    const { unsettled, waiting } = await sender.ask('sync.items', {});
    expect(waiting).toEqual([]);
    expect(unsettled).toMatchObject([{ ...refused, case: person, payload: { words: WORDS } }]);
    expect((await sender.ask('sync.state', {})).toSettle).toBe(1);
    for (const desk of desks) {
      const file = await desk.ask('case.file', { case: person });
      expect(file?.state.referrals[ids.referral]).toMatchObject({ sending: 'draft', slipCode: null });
      expect(file?.state.consents[ids.consent]?.withdrawnBy).toEqual(expect.any(String));
      expect(file?.story.find(({ entry }) => entry === sending)).toMatchObject({
        ...refused,
        payload: { words: WORDS },
      });
    }
    // Somebody who knows of it writes in the file again: it no longer asks for attention.
    await sender.act({ type: 'case.note', subject: caseRef(person), intent: { words: 'told her' } });
    expect((await sender.ask('sync.items', {})).unsettled).toEqual([]);
  });

  it('agree as well when the sending arrived before anybody heard the person', async () => {
    const scene = await openScene(tls);
    const { governorate, desks, person, ids } = scene;
    const [sender, listener] = desks;
    for (const desk of desks) await desk.setNetwork(false);
    await sender.act(send(scene));
    await listener.act(withdraw(scene));
    for (const desk of desks) {
      await desk.setNetwork(true);
      await desk.sync();
    }
    await settleDown(...desks);
    expect(await findDisagreements(governorate, desks)).toEqual([]);
    for (const desk of desks) {
      const file = await desk.ask('case.file', { case: person });
      expect(file?.state.referrals[ids.referral]?.sending).toBe('sent');
      expect(file?.state.consents[ids.consent]?.withdrawnBy).toEqual(expect.any(String));
      expect(file?.story.every(({ outcome }) => outcome === 'applied')).toBe(true);
      expect((await desk.ask('sync.items', {})).unsettled).toEqual([]);
    }
  });

  it('keep both answers where both put the same field right, until a person chooses', async () => {
    const { governorate, desks, person } = await openScene(tls);
    const [first, second] = desks;
    for (const desk of desks) await desk.setNetwork(false);
    const [one] = await first.act(correct(person, { fatherName: 'عليّ حسين' }));
    const [other] = await second.act(correct(person, { fatherName: 'Ali Hussain' }));
    for (const desk of desks) {
      await desk.setNetwork(true);
      await desk.sync();
    }
    await settleDown(...desks);
    expect(await findDisagreements(governorate, desks)).toEqual([]);
    for (const [index, desk] of desks.entries()) {
      const { choices } = await desk.ask('sync.items', {});
      expect(choices).toMatchObject([{ case: person, field: 'fatherName' }]);
      expect(choices[0]?.answers.map(({ entry, value, thisLaptop }) => ({ entry, value, thisLaptop }))).toEqual(
        expect.arrayContaining([
          { entry: one, value: 'عليّ حسين', thisLaptop: index === 0 },
          { entry: other, value: 'Ali Hussain', thisLaptop: index === 1 },
        ]),
      );
      expect((await desk.ask('sync.state', {})).toSettle).toBe(1);
    }
    await second.act({
      type: 'case.settle-answers',
      subject: caseRef(person),
      intent: { field: 'fatherName', chosen: one },
    });
    await settleDown(second, first);
    expect(await findDisagreements(governorate, desks)).toEqual([]);
    for (const desk of desks) {
      expect((await desk.ask('sync.items', {})).choices).toEqual([]);
      expect((await desk.ask('sync.state', {})).toSettle).toBe(0);
      expect((await desk.ask('case.file', { case: person }))?.state.person.fatherName?.value).toBe('عليّ حسين');
    }
  });
});
