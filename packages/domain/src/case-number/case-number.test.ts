import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as numbers from './index.ts';

const { dammDigit, formAnswerCode, formCaseNumber, formSlipCode } = numbers;
const { parseAnswerCode, parseCaseNumber, parseSlipCode } = numbers;

const parts = fc.record({
  office: fc.integer({ min: 1, max: 99 }),
  year: fc.integer({ min: 2000, max: 2099 }),
  device: fc.integer({ min: 1, max: 999 }),
  running: fc.integer({ min: 1, max: 9999 }),
});
const eightDigits = fc.stringMatching(/^\d{8}$/);
const sevenBytes = fc.uint8Array({ minLength: 7, maxLength: 7 });

/** Every text with one sign replaced, and every one with two neighbours swapped. */
function slips(text: string, signs: string): string[] {
  const wrong = [...text].flatMap((_sign, index) =>
    [...signs].map((other) => text.slice(0, index) + other + text.slice(index + 1)),
  );
  const swapped = [...text].map(
    (sign, index) => text.slice(0, index) + (text[index + 1] ?? '') + sign + text.slice(index + 2),
  );
  return [...wrong, ...swapped].filter((other) => other !== text && other.length === text.length);
}

const formed = (value: Parameters<typeof formCaseNumber>[0]) => {
  const result = formCaseNumber(value);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

describe('Damm', () => {
  it('gives the digit of the published example', () => {
    expect(dammDigit('572')).toBe(4);
    expect(dammDigit('5724')).toBe(0);
  });
});

describe('a case number', () => {
  it('is office, year, device, running number and check digit', () => {
    const number = formed({ office: 12, year: 2026, device: 3, running: 417 });
    expect(number).toMatch(/^12260030417\d$/);
    expect(numbers.formatCaseNumber(number)).toMatch(/^1226 0030 417\d$/);
    expect(numbers.partsOfCaseNumber(number)).toEqual({ office: 12, year: 2026, device: 3, running: 417 });
  });

  it.each([
    [{ office: 100, year: 2026, device: 1, running: 1 }, 'office'],
    [{ office: 1, year: 1999, device: 1, running: 1 }, 'year'],
    [{ office: 1, year: 2026, device: 0, running: 1 }, 'device'],
    [{ office: 1, year: 2026, device: 1, running: 10_000 }, 'running'],
    [{ office: 1, year: 2026, device: 1, running: 1.5 }, 'running'],
  ])('is refused for %j', (value, field) => {
    expect(formCaseNumber(value)).toMatchObject({
      ok: false,
      refusal: { code: 'case-number.part-out-of-range', field },
    });
  });

  it('is read again as it is said, in any digits', () => {
    fc.assert(
      fc.property(parts, (value) => {
        const number = formed(value);
        const inArabic = numbers.formatCaseNumber(number).replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit)));
        expect(parseCaseNumber(numbers.formatCaseNumber(number))).toEqual({ ok: true, value: number });
        expect(parseCaseNumber(`\u200F ${inArabic.replaceAll(' ', '-')}`)).toEqual({ ok: true, value: number });
        expect(numbers.partsOfCaseNumber(number)).toEqual(value);
        expect(numbers.CaseNumber.parse(number)).toBe(number);
      }),
    );
  });

  it('with one wrong digit or two swapped neighbours is refused', () => {
    fc.assert(
      fc.property(parts, (value) => {
        for (const slip of slips(formed(value), '0123456789')) {
          expect(parseCaseNumber(slip)).toMatchObject({ ok: false, refusal: { code: 'case-number.check-digit' } });
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['12a4', 'case-number.not-digits'],
    ['', 'case-number.not-digits'],
    ['123', 'case-number.wrong-length'],
  ])('%s is refused', (text, code) => {
    expect(parseCaseNumber(text)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('a slip code', () => {
  it('is 3-3-4 and read again', () => {
    fc.assert(
      fc.property(eightDigits, (random) => {
        const code = formSlipCode(random);
        expect(numbers.formatSlipCode(code)).toMatch(/^\d{3} \d{3} \d{4}$/);
        expect(parseSlipCode(numbers.formatSlipCode(code))).toEqual({ ok: true, value: code });
        expect(numbers.SlipCode.parse(code)).toBe(code);
      }),
    );
  });

  it('with one wrong digit or two swapped neighbours is refused', () => {
    fc.assert(
      fc.property(eightDigits, (random) => {
        for (const slip of slips(formSlipCode(random), '0123456789')) expect(parseSlipCode(slip).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('is formed from eight digits and nothing else', () => {
    expect(() => formSlipCode('123')).toThrow();
  });
});

describe('an answer code', () => {
  it('is two groups of four, read again as said and as misread', () => {
    fc.assert(
      fc.property(sevenBytes, (random) => {
        const code = formAnswerCode(random);
        const said = numbers.formatAnswerCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        expect(parseAnswerCode(said)).toEqual({ ok: true, value: code });
        expect(numbers.AnswerCode.parse(code)).toBe(code);
      }),
    );
  });

  it('with one wrong sign or two swapped neighbours is refused', () => {
    fc.assert(
      fc.property(sevenBytes, (random) => {
        for (const slip of slips(formAnswerCode(random), '0123456789ABCDEFGHJKMNPQRSTVWXYZ')) {
          expect(parseAnswerCode(slip)).toMatchObject({ ok: false, refusal: { code: 'case-number.check-digit' } });
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['ABCD', 'case-number.wrong-length'],
    ['ABCDEFGU', 'case-number.not-digits'],
    ['ABCDEF*$', 'case-number.not-digits'],
  ])('%s is refused', (text, code) => {
    expect(parseAnswerCode(text)).toMatchObject({ ok: false, refusal: { code } });
  });
});
