import { describe, expect, test } from 'vitest';
import type { CaseState } from '../case/case.ts';
import type { Json } from '../ledger/canonical.ts';
import { EXAMPLE_PAYLOADS, foldCase, foldLines, ids, judgeLine, type Line } from '../testing/index.ts';
import { ANSWERS, CONFIRMATIONS, DECLINE_REASONS, SENDING, SERVICE_STATES, type Sending, SOURCES } from './referral.ts';
import { allowedActs, REFERRAL_ACTS, type ReferralAct } from './referral-moves.ts';
import { sendingOf } from './referral-state.ts';

const sent = EXAMPLE_PAYLOADS['referral.send'];
const withOverride = { ...sent, consent: null, override: 'He is in danger tonight.' };
const draft: readonly Line[] = [['need.identify'], ['referral.draft']];
const consented: readonly Line[] = [...draft, ['consent.give']];

/** How a referral comes into each state. */
const STORIES: Record<Sending, readonly Line[]> = {
  draft,
  consented,
  sent: [...consented, ['referral.send']],
  withdrawn: [...consented, ['referral.withdraw']],
  cancelled: [...consented, ['referral.cancel']],
  'entered-in-error': [...consented, ['referral.mark-entered-in-error']],
};

/** The table as it was agreed on, written down a second time. */
const EXPECTED: Record<Sending, Record<ReferralAct, Sending | 'refused'>> = {
  draft: {
    'referral.send': 'sent',
    'referral.withdraw': 'withdrawn',
    'referral.cancel': 'cancelled',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  consented: {
    'referral.send': 'sent',
    'referral.withdraw': 'withdrawn',
    'referral.cancel': 'cancelled',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  sent: {
    'referral.send': 'refused',
    'referral.withdraw': 'withdrawn',
    'referral.cancel': 'cancelled',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  withdrawn: {
    'referral.send': 'refused',
    'referral.withdraw': 'refused',
    'referral.cancel': 'refused',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  cancelled: {
    'referral.send': 'refused',
    'referral.withdraw': 'refused',
    'referral.cancel': 'refused',
    'referral.mark-entered-in-error': 'entered-in-error',
  },
  'entered-in-error': {
    'referral.send': 'refused',
    'referral.withdraw': 'refused',
    'referral.cancel': 'refused',
    'referral.mark-entered-in-error': 'refused',
  },
};

const statusOf = (state: CaseState) => {
  const referral = state.referrals[ids.referral];
  return referral && sendingOf(state, referral);
};
const lineOf = (act: ReferralAct): Line => (act === 'referral.send' ? [act, withOverride] : [act]);

describe('what we may do with a referral', () => {
  for (const status of SENDING) {
    const state = foldCase(...STORIES[status]);

    test(`the story of ${status} leads to ${status}`, () => {
      expect(statusOf(state)).toBe(status);
    });

    for (const act of REFERRAL_ACTS) {
      const becomes = EXPECTED[status][act];
      if (becomes === 'refused') {
        test(`${act} is refused when ${status}, with what is allowed`, () => {
          expect(judgeLine(state, lineOf(act))).toEqual({
            ok: false,
            refusal: {
              code: 'referral.not-possible-now',
              allowed: [...allowedActs(status)],
              params: { status },
            },
          });
        });
        test(`${act} changes nothing when ${status} while it waits for its verdict`, () => {
          expect(foldLines([lineOf(act)], state)).toEqual(state);
        });
      } else {
        test(`${act} makes ${becomes} of ${status}`, () => {
          expect(judgeLine(state, lineOf(act))).toEqual({ ok: true, value: null });
          expect(statusOf(foldLines([lineOf(act)], state) as CaseState)).toBe(becomes);
        });
      }
    }
  }

  test('taking back and correcting an error stay possible when the case has ended', () => {
    const state = foldCase(...STORIES.sent, ['case.end']);
    for (const act of ['referral.withdraw', 'referral.cancel', 'referral.mark-entered-in-error'] as const)
      expect(judgeLine(state, [act]).ok).toBe(true);
  });

  test('every act is refused for a referral nobody knows', () => {
    for (const act of REFERRAL_ACTS)
      expect(judgeLine(foldCase(), lineOf(act))).toMatchObject({ refusal: { code: 'referral.unknown' } });
  });
});

/** Every report there is: each value with each source. */
function allReports(): Line[] {
  const { referral } = ids;
  const reports: [Line[0], Json][] = [];
  for (const source of SOURCES) {
    for (const answer of ANSWERS)
      for (const reason of answer === 'declined' ? DECLINE_REASONS : [null])
        reports.push(['referral.report-answer', { referral, answer, reason, words: '', source }]);
    for (const status of SERVICE_STATES)
      reports.push([
        'referral.report-service',
        { referral, status, reason: status === 'failed' ? 'burnt down' : null, appointmentOn: null, words: '', source },
      ]);
    for (const confirmation of CONFIRMATIONS) {
      const { attempts } = EXAMPLE_PAYLOADS['referral.report-confirmation'];
      const said = { referral, confirmation, words: 'It did not help.', source };
      reports.push(['referral.report-confirmation', confirmation === 'not-reached' ? { ...said, attempts } : said]);
    }
  }
  return [...reports, ['referral.tell-person']];
}

describe('what the world says', () => {
  const reports = allReports();

  for (const status of SENDING) {
    for (const ended of [false, true]) {
      test(`is never refused for state: ${status}, case ${ended ? 'ended' : 'open'}`, () => {
        const story = [...STORIES[status], ...(ended ? ([['case.end']] as Line[]) : [])];
        const quiet = foldCase(...story);
        const loud = foldCase(
          ...story,
          ['referral.report-answer'],
          ['referral.report-service'],
          ['referral.report-confirmation'],
        );
        for (const report of reports) {
          expect(judgeLine(quiet, report), JSON.stringify(report)).toEqual({ ok: true, value: null });
          expect(judgeLine(loud, report), JSON.stringify(report)).toEqual({ ok: true, value: null });
          expect(statusOf(foldLines([report], loud) as CaseState)).toBe(status);
        }
      });
    }
  }

  test('is refused only about a referral nobody knows', () => {
    for (const report of reports)
      expect(judgeLine(foldCase(), report)).toMatchObject({ refusal: { code: 'referral.unknown' } });
  });

  test.each<[string, Json, string]>([
    ['a no without a reason', { answer: 'declined', reason: null }, 'reason'],
    ['a reason without a no', { answer: 'accepted', reason: 'too-far' }, 'reason'],
    ['an answer nobody knows', { answer: 'perhaps' }, 'answer'],
    ['a source nobody knows', { source: 'gossip' }, 'source'],
  ])('is refused for form: %s', (_what, change, field) => {
    const payload = { ...EXAMPLE_PAYLOADS['referral.report-answer'], ...(change as object) };
    expect(judgeLine(foldCase(...STORIES.sent), ['referral.report-answer', payload])).toEqual({
      ok: false,
      refusal: { code: 'form.invalid', field },
    });
  });

  test.each([
    ['two attempts', [9, 17], ['2026-03-21', '2026-03-22'], false],
    ['three on two days', [9, 17, 12], ['2026-03-21', '2026-03-21', '2026-03-22'], false],
    ['three at one hour', [9, 9, 9], ['2026-03-21', '2026-03-22', '2026-03-23'], false],
    ['three on different days and hours', [9, 17, 9], ['2026-03-21', '2026-03-22', '2026-03-23'], true],
  ])('says that nobody was reached only after enough attempts: %s', (_what, hours, days, enough) => {
    const attempts = days.map((on, index) => ({ on, hour: hours[index] ?? 0 }));
    const payload = { ...EXAMPLE_PAYLOADS['referral.report-confirmation'], attempts };
    const verdict = judgeLine(foldCase(...STORIES.sent), ['referral.report-confirmation', payload]);
    if (enough) expect(verdict.ok).toBe(true);
    else expect(verdict).toMatchObject({ refusal: { code: 'referral.too-few-attempts', field: 'attempts' } });
  });

  test('every answer but the mere delivery leaves a task until the person has been told', () => {
    for (const answer of ANSWERS) {
      const payload = {
        ...EXAMPLE_PAYLOADS['referral.report-answer'],
        answer,
        reason: answer === 'declined' ? 'other' : null,
      };
      const state = foldCase(...STORIES.sent, ['referral.report-answer', payload]);
      const toTell = state.referrals[ids.referral]?.toTell ?? [];
      expect(toTell).toHaveLength(answer === 'delivered' ? 0 : 1);
      const told = foldLines(
        [['referral.tell-person', { referral: ids.referral, about: toTell[0] ?? ids.entry, words: '' }]],
        state,
      ) as CaseState;
      expect(told.referrals[ids.referral]?.toTell).toEqual([]);
    }
  });

  test('the latest placed report holds, whenever it happened', () => {
    const of = (answer: string) => ({ ...EXAMPLE_PAYLOADS['referral.report-answer'], answer, reason: null });
    const state = foldCase(
      ...STORIES.sent,
      ['referral.report-answer', of('no-response'), { occurredOn: { day: '2026-03-16' as never, precision: 'exact' } }],
      ['referral.report-answer', of('accepted'), { occurredOn: { day: '2026-03-10' as never, precision: 'about' } }],
    );
    expect(state.referrals[ids.referral]?.answer).toMatchObject({ status: 'accepted', on: '2026-03-10' });
  });
});
