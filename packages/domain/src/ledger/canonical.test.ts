import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json, MAX_DEPTH, nestsWithin, parseCanonical } from './canonical.ts';

const nested = (levels: number, inner = '') => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;
const doubleOf = (hex: string) => new DataView(Uint8Array.from(Buffer.from(hex, 'hex')).buffer).getFloat64(0);

describe('canonical JSON (RFC 8785)', () => {
  test('agrees with the package canonicalize on every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
        expect(canonicalJson(value as Json)).toBe(canonicalize(value));
      }),
      { numRuns: 500 },
    );
  });

  test('agrees on keys of every kind, also those that name parts of a prototype', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', 'toString', '', '10', '9', '\u20ac', '\ud83d\ude00', '\ufb33'),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.integer(), { noNullPrototype: true }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
        expect(parseCanonical(canonicalJson(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test('the example of section 3.2.2', () => {
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as Json;
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('the example of section 3.2.3: keys stand in the order of their UTF-16 units', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const canonical = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(canonical).toBe('{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\ud83d\ude00":0,"\ufb33":0}');
  });

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('the number %s of appendix B is written %s', (hex, written) => {
    expect(canonicalJson(doubleOf(hex))).toBe(written);
  });

  test.each([
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00b'],
    ['a lone surrogate in a key', { '\ud800': 1 }],
    ['undefined in an array', [undefined]],
    ['a hole in an array', Object.assign([], { length: 2 })],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('a')],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
  ])('refuses %s instead of writing something else', (_what, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(TypeError);
  });

  test('leaves an absent optional member out', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  test('writing and reading agree on how deep is too deep', () => {
    for (const inner of ['', '1', '{}']) {
      for (let levels = MAX_DEPTH - 2; levels <= MAX_DEPTH + 2; levels++) {
        const text = nested(levels, inner);
        const depth = levels + (inner === '{}' ? 1 : 0);
        expect(nestsWithin(text), text).toBe(depth <= MAX_DEPTH);
        expect(parseCanonical(text) !== undefined, text).toBe(depth <= MAX_DEPTH);
        if (depth <= MAX_DEPTH) expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
        else expect(() => canonicalJson(JSON.parse(text) as Json)).toThrow(TypeError);
      }
    }
  });

  test('a megabyte of [ is turned away without recursion', () => {
    expect(parseCanonical('['.repeat(1_000_000))).toBeUndefined();
    expect(parseCanonical(nested(500_000))).toBeUndefined();
    expect(parseCanonical(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toBeUndefined();
    expect(parseCanonical(`"${'['.repeat(100_000)}\\"["`)).toBeDefined();
  });
});

describe('reading canonical text', () => {
  test.each([
    ['white space', '{ "a":1}'],
    ['white space around', ' 1'],
    ['keys out of order', '{"b":1,"a":2}'],
    ['a key twice', '{"a":1,"a":2}'],
    ['another spelling of a number', '{"a":1.0}'],
    ['an exponent where none belongs', '1e3'],
    ['minus zero', '-0'],
    ['a number too large', '1e400'],
    ['a number with more digits than it keeps', '9007199254740993'],
    ['an escape that is not needed', '"\\u0041"'],
    ['upper case in an escape', '"\\u000F"'],
    ['an escaped slash', '"\\/"'],
    ['an escaped lone surrogate', '"\\ud800"'],
    ['a byte order mark', '\ufeff1'],
    ['nothing', ''],
    ['half an object', '{"a":'],
    ['a comma too many', '[1,]'],
  ])('refuses %s', (_what, text) => {
    expect(parseCanonical(text)).toBeUndefined();
  });

  test('gives back what was written, and a text has one reading', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = canonicalJson(value as Json);
        expect(canonicalJson(parseCanonical(text) as Json)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('the quick verdict is that of writing it again, also for what is canonical but for one thing', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('9', '10', '__proto__', '\ud800', '\ud83d'),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('any')),
        fc.dictionary(key, tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(value, (made) => {
        const unsorted = JSON.stringify(made);
        let text: string | undefined;
        try {
          text = canonicalJson(JSON.parse(unsorted) as Json);
        } catch {
          // A lone surrogate: no text is canonical for it.
        }
        expect(parseCanonical(unsorted) !== undefined).toBe(unsorted === text);
        if (text !== undefined) expect(canonicalJson(parseCanonical(text) as Json)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const value = parseCanonical(text);
        if (value !== undefined) expect(canonicalJson(value)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
