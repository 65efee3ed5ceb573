import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formConnectCode, readConnectCode, showConnectCode } from './connect-code.ts';

const codes = fc.uint8Array({ minLength: 15, maxLength: 15 }).map(formConnectCode);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('connect codes', () => {
  it('are read back however they were typed', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(readConnectCode(code)).toBe(code);
        expect(readConnectCode(` ${showConnectCode(code).toLowerCase()} `)).toBe(code);
        expect(readConnectCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
      }),
    );
  });

  it('are not read with one wrong character, two exchanged, one missing or one too many', () => {
    fc.assert(
      fc.property(codes, fc.nat(23), fc.nat(23), fc.constantFrom(...ALPHABET), (code, one, two, letter) => {
        const letters = [...code];
        if (letters[one] !== letter) expect(readConnectCode(letters.with(one, letter).join(''))).toBeUndefined();
        const [first = '', second = ''] = [letters[one], letters[two]];
        if (first !== second)
          expect(readConnectCode(letters.with(one, second).with(two, first).join(''))).toBeUndefined();
        expect(readConnectCode(code.slice(1))).toBeUndefined();
        expect(readConnectCode(code + letter)).toBeUndefined();
      }),
    );
  });

  it('are shown in six groups of four', () => {
    expect(showConnectCode(formConnectCode(new Uint8Array(15).fill(7)))).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
  });
});
