import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalDate } from '../shared/index.ts';
import * as document from './index.ts';

const { mrzCheckDigit, readMachineReadableZone } = document;
const day = (text: string) => LocalDate.parse(text);

// The specimens of ICAO Doc 9303 (parts 4 and 5): the state of Utopia.
const PASSPORT = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const CARD = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];
const zone = (lines: string[]) => readMachineReadableZone(lines.join('\n'));

describe('check digits of the machine-readable zone', () => {
  it.each([
    ['520727', 3],
    ['AB2134<<<', 5],
    ['L898902C3', 6],
    ['', 0],
  ])('%s has %i', (field, digit) => {
    expect(mrzCheckDigit(field)).toBe(digit);
  });
});

describe('the machine-readable zone', () => {
  const anna = {
    issuedBy: 'UTO',
    surname: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    nationality: 'UTO',
    birth: '740812',
    sex: 'female',
    expiry: '120415',
  };

  it('of a passport is read', () => {
    const expected = { ...anna, format: 'TD3', documentCode: 'P', documentNumber: 'L898902C3', optional: 'ZE184226B' };
    expect(zone(PASSPORT)).toEqual({ ok: true, value: expected });
    expect(zone(PASSPORT.map((line) => ` ${line.toLowerCase()} \r`))).toEqual({ ok: true, value: expected });
  });

  it('of a card is read', () => {
    const expected = { ...anna, format: 'TD1', documentCode: 'I', documentNumber: 'D23145890', optional: '' };
    expect(zone(CARD)).toEqual({ ok: true, value: expected });
  });

  it('of a card whose number goes on in the optional data is read', () => {
    const number = 'D23145890734';
    const first = `I<UTO${number.slice(0, 9)}<${number.slice(9)}${mrzCheckDigit(number)}`.padEnd(30, '<');
    const second = '7408122F1204159UTO<<<<<<<<<<<';
    const whole = mrzCheckDigit(first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29));
    const read = zone([first, `${second}${whole}`, CARD[2] ?? '']);
    expect(read.ok && read.value.documentNumber).toBe(number);
  });

  it.each([
    [['P<UTO', 'L89'], 'document.zone-form'],
    [[PASSPORT[0] ?? '', 'محمد'], 'document.zone-form'],
    [[], 'document.zone-form'],
  ])('%# of another form is refused', (lines, code) => {
    expect(zone(lines)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('with one wrong digit in a checked field is refused and says which', () => {
    const second = PASSPORT[1] ?? '';
    const wrong = (index: number) =>
      second.slice(0, index) + ((Number(second[index]) + 1) % 10) + second.slice(index + 1);
    expect(zone([PASSPORT[0] ?? '', wrong(13)])).toMatchObject({
      refusal: { code: 'document.zone-check-digit', field: 'birth' },
    });
    expect(zone([PASSPORT[0] ?? '', wrong(21)])).toMatchObject({ refusal: { field: 'expiry' } });
    expect(zone([PASSPORT[0] ?? '', wrong(43)])).toMatchObject({ refusal: { field: 'whole' } });
  });

  it('of any text is read or refused, never thrown at', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'ABZ019<\n'), maxLength: 100 });
    fc.assert(
      fc.property(
        fc.oneof(signs, fc.string({ unit: 'binary' })),
        (text) => typeof readMachineReadableZone(text).ok === 'boolean',
      ),
    );
  });
});

describe('papers', () => {
  it.each([
    ['199012345678', '199012345678'],
    ['١٩٩٠ ١٢٣٤ ٥٦٧٨', '199012345678'],
    ['001234567890', '001234567890'],
    ['19901234567', undefined],
    ['19901234567a', undefined],
  ])('the national card number %s is %s', (text, expected) => {
    const result = document.parseNationalCardNumber(text);
    expect(result.ok ? result.value : undefined).toBe(expected);
  });

  it('have a status each, and what is missing is a need', () => {
    const needed = document.DOCUMENT_STATUSES.filter((status) => document.needsReplacing({ status }));
    expect(needed).toEqual(['lost', 'expired', 'confiscated', 'never-issued', 'in-process']);
    expect(document.isPastExpiry({ status: 'held', expiresOn: day('2026-11-21') }, day('2026-11-22'))).toBe(true);
    expect(document.isPastExpiry({ status: 'held', expiresOn: day('2026-11-22') }, day('2026-11-22'))).toBe(false);
    expect(document.isPastExpiry({ status: 'held' }, day('2026-11-22'))).toBe(false);
  });

  it.each(document.DOCUMENT_KINDS)('%s may be known by its status alone', (kind) => {
    const paper = { kind, status: 'never-issued', ...(kind === 'other' ? { what: 'عقد إيجار' } : {}) };
    expect(document.IdentityDocument.parse(paper)).toEqual(paper);
  });

  it('refuse a national card number that is not twelve digits', () => {
    const paper = { kind: 'unified-national-card', status: 'held', number: '123' };
    expect(document.IdentityDocument.safeParse(paper).success).toBe(false);
  });

  it('are the same paper however the number is written', () => {
    expect(document.documentKey(' a-12/٣٤ ')).toBe('A1234');
  });
});
