import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOCUMENT_KINDS, DOCUMENT_STATUSES } from '../document/index.ts';
import { canonicalJson } from '../ledger/canonical.ts';
import { entryOfLine, foldCase, ids, type Line } from '../testing/index.ts';
import { bornOf, notAskedYet, openChoices } from './case.ts';
import { isPaperField, PAPER_FIELD_NAMES, PERSON_FIELDS, PersonFields, paperField } from './person.ts';

const reads = (changes: object) => PersonFields.safeParse(changes).success;
const change = (changes: object): Line => ['case.correct', { changes } as never];
const unseen = { device: ids.otherDevice, basis: { administration: 0, subject: 1 } };

describe('what may be written about a person', () => {
  test.each<[string, object, boolean]>([
    ['a birth date to the day', { birthDate: { precision: 'day', value: '1988-07-01' } }, true],
    ['a birth date to the month', { birthDate: { precision: 'month', value: '1988-07' } }, true],
    ['an estimated year', { birthDate: { precision: 'estimated', value: '1988' } }, true],
    ['no day longer than it is known', { birthDate: { precision: 'month', value: '1988-07-01' } }, false],
    ['no day that is not in the calendar', { birthDate: { precision: 'day', value: '1987-02-29' } }, false],
    ['the names of the mother', { motherName: 'هدى', motherFatherName: 'علي', motherGrandfatherName: '' }, true],
    ['a paper by its status alone', { 'paper-passport': { kind: 'passport', status: 'lost' } }, true],
    ['no paper in the place of another', { 'paper-passport': { kind: 'voter-card', status: 'lost' } }, false],
    ['no paper without its status', { 'paper-passport': { kind: 'passport' } }, false],
    [
      'a national card of twelve digits',
      { 'paper-unified-national-card': { kind: 'unified-national-card', status: 'held', number: '000000000000' } },
      true,
    ],
    [
      'none of eleven',
      { 'paper-unified-national-card': { kind: 'unified-national-card', status: 'held', number: '00000000000' } },
      false,
    ],
    ['a journey', { journeys: [{ country: 'DE', year: 2023, cameBack: 'from-abroad-assisted' }] }, true],
    ['a journey of which little is known', { journeys: [{ country: 'ZZ', year: null, cameBack: null }] }, true],
    ['no country in words', { journeys: [{ country: 'Germany', year: null, cameBack: null }] }, false],
  ])('%s', (_what, changes, is) => {
    expect(reads(changes)).toBe(is);
  });

  test('of a journey nothing finer than country, year and how', () => {
    const finer = { country: 'DE', year: 2023, cameBack: null, city: 'x', route: 'y', reason: 'z' };
    expect(PersonFields.parse({ journeys: [finer] }).journeys).toEqual([{ country: 'DE', year: 2023, cameBack: null }]);
  });

  test('each kind of paper has its own field', () => {
    expect(PAPER_FIELD_NAMES).toHaveLength(DOCUMENT_KINDS.length);
    for (const kind of DOCUMENT_KINDS) expect(PERSON_FIELDS[paperField(kind)]).toBeDefined();
    expect(isPaperField('givenName')).toBe(false);
  });

  test('comes back from its canonical text as it went', () => {
    const words = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text.trim() !== '');
    const paper = fc.constantFrom(...DOCUMENT_KINDS.filter((kind) => kind !== 'unified-national-card')).chain((kind) =>
      fc
        .record({
          kind: fc.constant(kind),
          status: fc.constantFrom(...DOCUMENT_STATUSES),
          number: words,
          note: words,
          ...(kind === 'other' && { what: words }),
        })
        .map((value) => ({ [paperField(kind)]: value })),
    );
    const journey = fc.record({
      country: fc.constantFrom('DE', 'TR', 'ZZ'),
      year: fc.option(fc.integer({ min: 1950, max: 2100 })),
      cameBack: fc.constantFrom('from-abroad-assisted', 'from-abroad-unassisted', null),
    });
    const fields = fc
      .tuple(paper, fc.array(journey, { maxLength: 4 }), words)
      .map(([one, journeys, motherFatherName]) => ({ ...one, journeys, motherFatherName }));
    fc.assert(
      fc.property(fields, (changes) => {
        const read: unknown = JSON.parse(canonicalJson(changes as never));
        expect(PersonFields.parse(read)).toEqual(PersonFields.parse(changes));
        expect(PersonFields.parse(changes)).toEqual(changes);
      }),
      { numRuns: 60 },
    );
  });
});

describe('when the person was born', () => {
  const to = (birthDate: string) => change({ birthDate: { precision: 'day', value: birthDate } });
  const year = (value: number) => change({ yearOfBirth: { year: value, precision: 'exact' } });
  // Registered as "about 1988".
  test.each<[string, readonly Line[], object]>([
    ['is the year that was registered', [], { precision: 'estimated', value: '1988' }],
    ['is the date of the same year', [to('1988-05-02')], { precision: 'day', value: '1988-05-02' }],
    ['is the date where the year was written again', [to('1988-05-02'), year(1988)], { value: '1988-05-02' }],
    ['is the date that came after another year', [year(1990), to('1988-05-02')], { value: '1988-05-02' }],
    ['is the year that came after another date', [to('1988-05-02'), year(1990)], { precision: 'year', value: '1990' }],
  ])('%s', (_what, story, born) => {
    const { person } = foldCase(...story);
    expect(bornOf(person)).toMatchObject(born);
  });

  test('is no more asked for once the date is known', () => {
    const { yearOfBirth: _year, ...person } = foldCase(to('1988-05-02')).person;
    expect(notAskedYet({ person })).toEqual([]);
    expect(bornOf({})).toBeUndefined();
  });
});

describe('two laptops and the papers of one person', () => {
  const passport = (status: string) => change({ 'paper-passport': { kind: 'passport', status } });

  test('do not meet where they wrote of two papers', () => {
    const card = change({ 'paper-voter-card': { kind: 'voter-card', status: 'held' } });
    const state = foldCase(passport('lost'), [card[0], card[1], unseen]);
    expect(openChoices(state)).toEqual([]);
    expect(state.person['paper-voter-card']?.value.status).toBe('held');
    expect(state.person['paper-passport']?.value.status).toBe('lost');
  });

  test('leave both answers of one paper, and a person chooses', () => {
    const there = passport('expired');
    const story: readonly Line[] = [passport('lost'), [there[0], there[1], unseen]];
    expect(openChoices(foldCase(...story)).map(({ field }) => field)).toEqual(['paper-passport']);
    const second = entryOfLine(['case.note'], 3).header.id;
    const settled = foldCase(...story, ['case.settle-answers', { field: 'paper-passport', chosen: second }]);
    expect(settled.person['paper-passport']?.value.status).toBe('expired');
    expect(openChoices(settled)).toEqual([]);
  });
});
