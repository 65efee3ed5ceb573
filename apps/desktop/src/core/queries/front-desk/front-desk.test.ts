import { ENQUIRIES_KEPT } from '@nrm/domain/enquiry';
import type { EntryId, LocalDate } from '@nrm/domain/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { caseRef, correct, newReferral, referralSteps, registerPerson } from '../../testing/people.ts';
import { OTHER_OFFICE, openSmallOffice, type SmallOffice } from '../../testing/small-office.ts';

let here: SmallOffice;
const me = () => ({ worker: here.caseworker, role: 'caseworker' as const });
const count = (topic: string, occurredOn?: string) =>
  here.write(me(), {
    type: 'enquiry.count',
    subject: { kind: 'office', id: here.office },
    intent: { topic, district: 'IQG15Q05', sex: 'female' },
    ...(occurredOn && { occurredOn: { day: occurredOn as LocalDate, precision: 'exact' as const } }),
  })[0] as EntryId;
const takeBack = (enquiry: EntryId) =>
  here.act(me(), {
    type: 'enquiry.mark-entered-in-error',
    subject: { kind: 'office', id: here.office },
    intent: { enquiry },
  });
const topics = () => here.ask('front-desk', {}).enquiries.map(({ topic }) => topic);

beforeEach(() => {
  here = openSmallOffice();
});

describe('enquiries of today', () => {
  it('count at once, the newest first, and only those of today', () => {
    expect(here.ask('front-desk', {})).toEqual({ today: here.today(), enquiries: [], mayBeMore: false, expected: [] });
    count('legal');
    count('housing', '2026-02-26');
    count('other');
    expect(topics()).toEqual(['other', 'legal']);
    here.wait(1);
    expect(topics()).toEqual([]);
  });

  it('leave nothing of a person: what is stored says topic, district and sex', () => {
    count('legal');
    const row = here.store.get(`select payload from entries where type = 'enquiry.count'`);
    expect(Object.keys(JSON.parse(row?.payload as string)).sort()).toEqual(['district', 'sex', 'topic']);
  });

  it('can be taken back once', () => {
    const wrong = count('medical');
    count('legal');
    expect(takeBack(wrong).ok).toBe(true);
    expect(topics()).toEqual(['legal']);
    expect(takeBack(wrong)).toEqual({ ok: false, refusal: { code: 'enquiry.unknown' } });
  });

  it('are counted at the own desk and at no other', () => {
    const step = {
      type: 'enquiry.count',
      subject: { kind: 'office' as const, id: OTHER_OFFICE },
      intent: { topic: 'legal', district: null, sex: null },
    };
    expect(here.act(me(), step)).toMatchObject({ ok: false });
    const officer = { worker: here.directoryOfficer, role: 'directory-officer' as const };
    expect(here.act(officer, { ...step, subject: { kind: 'office', id: here.office } })).toEqual({
      ok: false,
      refusal: { code: 'access.no-role' },
    });
  });

  it('say so when there may be more of them than are remembered', () => {
    const one = { entry: here.newId(), on: here.today(), topic: 'legal', district: null, sex: null };
    const enquiries = Array.from({ length: ENQUIRIES_KEPT }, () => one);
    here.store.write((tx) =>
      tx.run(
        `update subjects set state = json_set(state, '$.enquiries', json(?)) where kind = 'office'`,
        JSON.stringify(enquiries),
      ),
    );
    expect(here.ask('front-desk', {}).mayBeMore).toBe(true);
    here.wait(1);
    expect(here.ask('front-desk', {})).toMatchObject({ enquiries: [], mayBeMore: false });
  });
});

describe('people expected today', () => {
  const expected = () =>
    here.ask('front-desk', {}).expected.map(({ fullName, why, comesToOffice }) => [fullName, why, comesToOffice]);
  const register = (givenName: string) => registerPerson(here, { givenName });
  const followUpOn = (id: string, nextOn: string) =>
    here.write(me(), { type: 'followup.record', subject: caseRef(id), intent: { kind: 'visit', words: 'x', nextOn } });

  it('are those whose follow-up is today, whoever comes to the office first', () => {
    const [early, called, visits] = [register('آدم'), register('زهراء'), register('هناء')];
    const contact = {
      by: 'comes-to-office',
      phone: null,
      safeToCall: 'not-asked',
      mayLeaveMessage: 'not-asked',
      hours: '',
      codeWord: '',
    };
    here.write(me(), correct(visits, { safeContact: contact }));
    followUpOn(early, '2026-03-04');
    for (const id of [called, visits]) followUpOn(id, '2026-03-03');
    here.wait(2);
    expect(expected()).toEqual([
      ['هناء', 'follow-up', true],
      ['زهراء', 'follow-up', false],
    ]);
  });

  it('and those with an appointment today, by the last report about it', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    followUpOn(id, '2026-05-01');
    const ids = newReferral(here);
    here.write(me(), ...referralSteps(id, ids));
    const scheduled = (appointmentOn: string) =>
      here.write(me(), {
        type: 'referral.report-service',
        subject: caseRef(id),
        intent: {
          referral: ids.referral,
          status: 'scheduled',
          reason: null,
          appointmentOn,
          words: '',
          source: 'staff',
        },
      });
    scheduled('2026-03-03');
    here.wait(2);
    expect(expected()).toEqual([['سعد', 'appointment', false]]);
    expect(here.ask('front-desk', {}).expected[0]?.serviceName).toBe('بدل إيجار');
    scheduled('2026-03-09');
    expect(expected()).toEqual([]);
  });
});
