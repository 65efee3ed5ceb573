import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CONTACT_SAFETY_NOT_ASKED,
  ContactSafety,
  callAdvice,
  formatPhone,
  isIraqiMobile,
  mayLeaveMessage,
  parsePhone,
  WayToReach,
} from './index.ts';

const read = (text: string) => {
  const result = parsePhone(text);
  return result.ok ? result.value : result.refusal.code;
};

describe('a telephone number', () => {
  it.each([
    ['07701234567', '+9647701234567'],
    ['0770 123 4567', '+9647701234567'],
    ['0770-123-4567', '+9647701234567'],
    ['7701234567', '+9647701234567'],
    ['+9647701234567', '+9647701234567'],
    ['+964 (0) 770 123 4567', '+9647701234567'],
    ['+964 0770 123 4567', '+9647701234567'],
    ['009647701234567', '+9647701234567'],
    ['9647701234567', '+9647701234567'],
    ['٠٧٧٠١٢٣٤٥٦٧', '+9647701234567'],
    ['۰۷۵۰۱۲۳۴۵۶۷', '+9647501234567'],
    ['\u200E+964 770 123 4567\u200F', '+9647701234567'],
    ['01 717 1234', '+96417171234'],
    ['+964 66 2521234', '+964662521234'],
    ['+49 151 23456789', '+4915123456789'],
    ['0049 151 23456789', '+4915123456789'],
    ['+90 532 123 45 67', '+905321234567'],
    ['', 'phone.not-a-number'],
    ['لا يوجد', 'phone.not-a-number'],
    ['0770123456x', 'phone.not-a-number'],
    ['077 O1234567', 'phone.not-a-number'],
    ['+0770123456', 'phone.not-a-number'],
    ['0770123456', 'phone.too-short'],
    ['077012345678', 'phone.too-long'],
    ['+964770123456', 'phone.too-short'],
    ['12345', 'phone.too-short'],
    ['15123456789', 'phone.prefix-missing'],
    ['+1234567890123456', 'phone.too-long'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['+9647701234567', '0770 123 4567'],
    ['+96417171234', '01 717 1234'],
    ['+964662521234', '066 252 1234'],
    ['+4915123456789', '+491 512 345 6789'],
  ])('%s is shown as %s', (phone, shown) => {
    const parsed = parsePhone(phone);
    expect(parsed.ok && formatPhone(parsed.value)).toBe(shown);
  });

  it('is read again from how it is shown', () => {
    const mobile = fc.stringMatching(/^\+9647\d{9}$/);
    const foreign = fc.stringMatching(/^\+(4|33|1)[1-9]\d{7,10}$/);
    fc.assert(
      fc.property(fc.oneof(mobile, foreign), (phone) => {
        const parsed = parsePhone(phone);
        expect(parsed.ok && parsePhone(formatPhone(parsed.value))).toEqual(parsed);
        expect(parsed.ok && isIraqiMobile(parsed.value)).toBe(phone.startsWith('+964'));
      }),
    );
  });

  it('of any text is read or refused, never thrown at', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parsePhone(text).ok === 'boolean'));
  });
});

describe('contact safety', () => {
  const evenings: ContactSafety = {
    ...CONTACT_SAFETY_NOT_ASKED,
    safeToCall: true,
    hours: [{ days: [0, 1], fromMinutes: 16 * 60, untilMinutes: 18 * 60 }],
  };

  it.each([
    [CONTACT_SAFETY_NOT_ASKED, 0, 600, 'not-asked'],
    [{ ...evenings, safeToCall: false }, 0, 16 * 60, 'not-safe'],
    [evenings, 0, 16 * 60, 'safe'],
    [evenings, 0, 18 * 60, 'not-at-this-hour'],
    [evenings, 5, 17 * 60, 'not-at-this-hour'],
    [{ ...evenings, hours: [] }, 5, 3 * 60, 'safe'],
  ] as const)('%# advises', (safety, weekday, minutes, advice) => {
    expect(callAdvice({ ...safety, hours: [...safety.hours] }, { weekday, minutes })).toBe(advice);
  });

  it('takes "not asked" for no message', () => {
    expect(mayLeaveMessage(evenings)).toBe(false);
    expect(mayLeaveMessage({ ...evenings, mayLeaveMessage: true })).toBe(true);
    expect(mayLeaveMessage({ ...evenings, safeToCall: false, mayLeaveMessage: true })).toBe(false);
  });

  it('refuses hours that end before they begin', () => {
    const hours = [{ days: [0], fromMinutes: 600, untilMinutes: 600 }];
    expect(ContactSafety.safeParse({ ...evenings, hours }).success).toBe(false);
    expect(ContactSafety.safeParse(evenings).success).toBe(true);
  });

  it('knows ways that are no telephone', () => {
    expect(WayToReach.safeParse({ kind: 'comes-to-office', usualDays: [0] }).success).toBe(true);
    expect(WayToReach.safeParse({ kind: 'phone', number: '0770', whose: 'own', messenger: [] }).success).toBe(false);
  });
});
