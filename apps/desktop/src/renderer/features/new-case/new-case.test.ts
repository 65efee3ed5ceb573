import { registerCase } from '@nrm/domain/case';
import { IdentifyNeed } from '@nrm/domain/need';
import type { CaseId, LocalDate, NeedId } from '@nrm/domain/shared';
import { describe, expect, test } from 'vitest';
import {
  actOf,
  findYearTrouble,
  firstStepOf,
  isStepDone,
  missingIn,
  type NewCase,
  readNewCase,
  stepsOf,
  titleOf,
  unkeepableIn,
} from './new-case.ts';

const today = '2026-03-10' as LocalDate;
const ids = {
  case: '0190a000-0000-7000-8000-000000000001' as CaseId,
  need: '0190a000-0000-7000-8000-000000000002' as NeedId,
};
const whole: NewCase = {
  ...readNewCase(null),
  today: 'urgent',
  consent: 'spoken',
  by: 'phone',
  phone: '٠٧٧٠ ١٢٣ ٤٥٦٧',
  givenName: ' زهراء ',
  fatherName: 'نور الدين',
  sex: 'female',
  year: '١٩٩٠',
  yearIsAbout: true,
  district: 'IQG15Q05',
  cameBack: 'from-displacement',
  topic: 'housing',
  urgency: 'urgent',
  words: 'A room with a door',
};

describe('a form that is begun', () => {
  test('asks for everything and remembers nothing', () => {
    const form = readNewCase(null);
    expect(missingIn(form, today)).toEqual([
      'consent',
      'by',
      'givenName',
      'sex',
      'district',
      'cameBack',
      'topic',
      'urgency',
    ]);
    expect(actOf(form, ids, today, false)).toBeNull();
    expect(isStepDone('today', form, today)).toBe(false);
  });

  test('is read from what an older release kept: what is not understood is asked again, the rest stays', () => {
    const form = readNewCase({ ...whole, cameBack: 'by-balloon', sex: 7, tribe: 'x' });
    expect(form).toEqual({ ...whole, cameBack: null, sex: null });
    expect(readNewCase('damaged')).toEqual(readNewCase(null));
    expect(readNewCase(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  test('is listed by the names typed so far', () => {
    expect(titleOf(whole)).toBe('زهراء نور الدين');
    expect(titleOf(readNewCase(null))).toBe('');
  });
});

describe('a form of somebody who cannot wait', () => {
  const urgent: NewCase = { ...whole, path: 'urgent', fatherName: '', year: '' };

  test('has the steps a referral needs and begins with the consent', () => {
    expect(stepsOf(urgent)).toEqual(['consent', 'reach', 'person', 'need']);
    expect(firstStepOf(urgent)).toBe('consent');
  });

  test('opens a file that knows that it is to be completed', () => {
    const steps = actOf(urgent, ids, today, true);
    expect(registerCase.intent.parse(steps?.[0]?.intent)).toMatchObject({ toComplete: true });
    expect(registerCase.intent.parse(steps?.[0]?.intent).person).not.toHaveProperty('fatherName');
    expect(actOf({ ...urgent, path: 'whole' }, ids, today, true)?.[0]?.intent).not.toHaveProperty('toComplete');
  });
});

test('what was asked at the front desk is not asked again, and a form that was begun opens where it began', () => {
  expect(firstStepOf(readNewCase(null))).toBe('today');
  expect(firstStepOf({ ...readNewCase(null), today: 'no', language: 'ckb' })).toBe('consent');
  expect(firstStepOf(whole)).toBe('today');
});

describe('opening the file', () => {
  test('is two steps that the rules accept', () => {
    const steps = actOf(whole, ids, today, true);
    expect(steps?.map(({ type }) => type)).toEqual(['case.register', 'need.identify']);
    const intent = registerCase.intent.parse(steps?.[0]?.intent);
    expect(intent).toMatchObject({
      demonstration: true,
      consentToKeep: { method: 'spoken' },
      person: {
        givenName: 'زهراء',
        yearOfBirth: { year: 1990, precision: 'about' },
        safeContact: { by: 'phone', phone: '+9647701234567', safeToCall: 'not-asked' },
      },
    });
    expect(IdentifyNeed.parse(steps?.[1]?.intent)).toEqual({
      need: ids.need,
      topic: 'housing',
      urgency: 'urgent',
      words: 'A room with a door',
    });
  });

  test('sends only what was asked', () => {
    const steps = actOf({ ...whole, fatherName: ' ', year: '', by: 'visit' }, ids, today, false);
    const { person, ...rest } = registerCase.intent.parse(steps?.[0]?.intent);
    expect(rest).toEqual({ consentToKeep: { method: 'spoken' } });
    expect(Object.keys(person).sort()).toEqual(['cameBack', 'district', 'givenName', 'safeContact', 'sex']);
    // A number typed before somebody chose a visit is not kept.
    expect(person.safeContact.phone).toBeNull();
  });

  test.each<[string, Partial<NewCase>, readonly string[]]>([
    ['a telephone that cannot be dialled', { phone: '0770 12' }, ['phone']],
    ['no telephone', { phone: '' }, ['phone']],
    ['no telephone of the one they trust: perhaps never to be called', { phone: '', by: 'through-someone' }, []],
    ['a year in the future', { year: '2031' }, ['year']],
    ['an age instead of a year', { year: '36' }, ['year']],
    ['no year', { year: '' }, []],
    ['a name of spaces', { givenName: '  ' }, ['givenName']],
    ['no consent', { consent: null }, ['consent']],
  ])('%s', (_what, change, missing) => {
    const form = { ...whole, ...change };
    expect(missingIn(form, today)).toEqual(missing);
    expect(actOf(form, ids, today, false) === null).toBe(missing.length > 0);
  });
});

test.each([
  ['', undefined],
  ['١٩٩٠', undefined],
  ['1900', undefined],
  ['2026', undefined],
  ['2027', 'missing.year-to-come'],
  ['2099', 'missing.year-to-come'],
  ['1899', 'missing.year-too-early'],
  ['0007', 'missing.year-too-early'],
  ['90', 'missing.year'],
  ['19900', 'missing.year'],
  ['nineteen', 'missing.year'],
])('a year of birth %j has its own sentence', (year, trouble) => {
  expect(findYearTrouble({ year }, today)).toBe(trouble);
});

describe('a text that cannot be kept', () => {
  test.each([
    ['givenName', 'person', 80],
    ['fatherName', 'person', 80],
    ['hours', 'reach', 120],
    ['codeWord', 'reach', 60],
    ['words', 'need', 4000],
  ] as const)('is not cut: %s keeps the form from being opened, and its step is not done', (field, step, most) => {
    const fitting = { ...whole, [field]: 'ن'.repeat(most) };
    const tooLong = { ...whole, [field]: 'ن'.repeat(most + 1) };
    expect(unkeepableIn(fitting)).toEqual([]);
    expect(actOf(fitting, ids, today, false)).not.toBeNull();
    expect(unkeepableIn(tooLong)).toEqual([field]);
    expect(actOf(tooLong, ids, today, false)).toBeNull();
    expect(isStepDone(step, tooLong, today)).toBe(false);
  });

  test('of a telephone that is not asked for any more is neither asked about nor written', () => {
    const visited: NewCase = { ...whole, by: 'visit', hours: 'ن'.repeat(500) };
    expect(unkeepableIn(visited)).toEqual([]);
    expect(actOf(visited, ids, today, false)?.[0]?.intent).toMatchObject({ person: { safeContact: { hours: '' } } });
  });
});
