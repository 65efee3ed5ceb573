import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullName, jaroWinkler, motherName, nameSimilarity, PersonName } from './index.ts';

const codes = (a: PersonName, b: PersonName) => nameSimilarity(a, b).reasons.map((reason) => reason.code);
const score = (a: PersonName, b: PersonName) => nameSimilarity(a, b).score;

describe('name similarity', () => {
  const karim: PersonName = { given: 'كريم', father: 'عبد الرحمن', grandfather: 'يوسف' };

  it.each<[string, PersonName, number, number]>([
    ['the same letters', karim, 1, 1],
    ['Kurdish letters', { given: 'کەریم', father: 'عەبدولڕەحمان', grandfather: 'یوسف' }, 0.85, 1],
    ['Latin letters in the fields', { given: 'Kareem', father: 'Abdulrahman', grandfather: 'Yousif' }, 0.85, 1],
    ['a Latin spelling of foreign papers', { given: 'كريم', latin: 'KARIM ABDUL RAHMAN YOUSEF' }, 0.8, 1],
    ['the whole name in one field', { given: 'كريم عبدالرحمن يوسف' }, 0.85, 1],
    ['one letter typed wrongly', { given: 'كريم', father: 'عبد الرحيم', grandfather: 'يوسف' }, 0.8, 0.99],
    ['a father of another name', { given: 'كريم', father: 'سعد', grandfather: 'خلف' }, 0, 0.6],
    ['nobody alike', { given: 'زينب', father: 'خلف', grandfather: 'جاسم' }, 0, 0.3],
  ])('%s', (_what, other, least, most) => {
    expect(score(karim, other)).toBeGreaterThanOrEqual(least);
    expect(score(karim, other)).toBeLessThanOrEqual(most);
  });

  it('says that few parts are known and holds back', () => {
    expect(codes({ given: 'علي' }, { given: 'علي' })).toContain('name.few-parts-known');
    expect(score({ given: 'علي' }, { given: 'علي' })).toBeLessThan(0.95);
  });

  it('gives the reason for each part', () => {
    expect(codes(karim, { given: 'Karim', father: 'عبدالرحمن', grandfather: 'يونس' })).toEqual([
      'name.part-same-other-script',
      'name.part-same',
      'name.part-nearly-same',
    ]);
  });

  it('is the same both ways, between nought and one, and one for a name with itself', () => {
    const part = fc.string({ unit: fc.constantFrom(...'ابتعليحمدنورسيك aehmdlr'), minLength: 1, maxLength: 10 });
    const name = fc.record({ given: part, father: part, grandfather: part });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(score(a, b)).toBe(score(b, a));
        expect(score(a, b)).toBeGreaterThanOrEqual(0);
        expect(score(a, b)).toBeLessThanOrEqual(1);
        expect(score(a, a)).toBe(1);
      }),
    );
  });
});

describe('Jaro-Winkler', () => {
  // the worked examples of Winkler 1990
  it.each([
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.813],
    ['', 'a', 0],
  ])('%s and %s', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
  });
});

describe('a name', () => {
  it('is shown as typed, the own parts in their order', () => {
    const name = { given: 'نور الدين', father: 'أَحمد', family: 'الجبوري', latin: 'Noureddine', motherGiven: 'هدى' };
    expect(PersonName.parse(name)).toEqual(name);
    expect(fullName(name)).toBe('نور الدين أَحمد الجبوري');
    expect(motherName(name)).toBe('هدى');
    expect(motherName({ given: 'علي' })).toBeUndefined();
  });

  it.each([[{}], [{ given: '  ' }], [{ given: 'a\u0000' }], [{ given: '\ud800' }], [{ given: 'ا'.repeat(81) }]])(
    'is refused as %j',
    (name) => {
      expect(PersonName.safeParse(name).success).toBe(false);
    },
  );
});
