import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as place from './index.ts';
import { PLACE_SPELLINGS } from './place-spellings.ts';
import { PLACE_TABLE } from './place-table.ts';

const SOURCE = new URL('../../../../../shared/data/places/', import.meta.url);
const ABSENT = 'the folder ../shared with the published places is absent';

const id = (text: string) => place.PlaceId.parse(text);
const placesOf = (configuration: place.PlaceConfiguration) => {
  const result = place.placesWith(place.PlaceConfiguration.parse(configuration));
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const places = placesOf(place.NO_CONFIGURED_PLACES);

const HALABJA: place.PlaceConfiguration = {
  governorates: [
    {
      id: id('halabja'),
      names: { ar: 'حلبجة', en: 'Halabja', ckb: null },
      aliases: ['هەڵەبجە'],
      administeredBy: 'kurdistan-region',
      districts: [id('IQG06Q05')],
    },
  ],
  places: [],
};

describe('the table', () => {
  it('is the published one, line by line', (ctx) => {
    if (!existsSync(SOURCE)) ctx.skip(ABSENT);
    const published = [1, 2, 3].flatMap((level) =>
      readFileSync(new URL(`irq_adm${level}.csv`, SOURCE), 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => {
          const fields = line.split(',').map((field) => field.trim());
          const [pcode = '', en = '', ar = ''] = fields;
          const [longitude, latitude] = fields.slice(-2).map(Number);
          return [pcode, en, ar, longitude, latitude];
        }),
    );
    expect(PLACE_TABLE).toEqual(published);
  });

  it('has 18 governorates, 101 districts, 294 sub-districts, each in its parent', () => {
    const counts = Map.groupBy(places.all, ({ level }) => level);
    expect([...counts].map(([level, list]) => [level, list.length])).toEqual([
      ['governorate', 18],
      ['district', 101],
      ['sub-district', 294],
    ]);
    for (const { id: own, parent, level } of places.all) {
      expect(places.pathOf(own)).toHaveLength(place.PLACE_LEVELS.indexOf(level) + 1);
      if (parent !== null) expect(places.childrenOf(parent).map((child) => child.id)).toContain(own);
    }
  });

  it('is respelt only where it has a place', () => {
    for (const pcode of Object.keys(PLACE_SPELLINGS)) expect(places.find(pcode)).toBeDefined();
  });

  it('shows official names, and Arabic for Sorani while nobody has reviewed it', () => {
    const sinjar = places.get(id('IQG15Q07'));
    expect(place.placeName(sinjar, 'ar')).toEqual({ text: 'سنجار', language: 'ar', reviewed: true });
    expect(place.placeName(sinjar, 'ckb')).toEqual({ text: 'سنجار', language: 'ar', reviewed: false });
    expect(place.placeName(sinjar, 'en').text).toBe('Sinjar');
  });

  it('keeps who runs a place apart from where it lies', () => {
    const akre = places.get(id('IQG15Q01'));
    expect(akre.parent).toBe('IQG15');
    expect(akre.administeredBy).toBe('kurdistan-region');
    expect(places.get(id('IQG15')).administeredBy).toBe('federal');
    expect(places.get(id('IQG15Q01N01')).administeredBy).toBe('kurdistan-region');
    expect(places.get(id('IQG11Q02')).administeredBy).toBe('kurdistan-region');
  });
});

describe('configuration', () => {
  it('adds Halabja as the nineteenth governorate over its district', () => {
    const withHalabja = placesOf(HALABJA);
    expect(withHalabja.governorates).toHaveLength(19);
    expect(withHalabja.pathOf(id('IQG06Q05N03')).map((step) => step.id)).toEqual([
      'IQG06Q05N03',
      'IQG06Q05',
      'halabja',
    ]);
    expect(withHalabja.childrenOf(id('IQG06')).map((child) => child.id)).not.toContain('IQG06Q05');
    expect(withHalabja.search('هەڵەبجە', { level: 'governorate' }).map((found) => found.id)).toEqual(['halabja']);
    expect(places.governorates).toHaveLength(18);
  });

  it('shows a Sorani name once it is reviewed, and takes ids of other systems', () => {
    const configured = placesOf({
      governorates: [],
      places: [{ id: id('IQG15Q07'), ckb: 'شنگال', externalIds: [{ scheme: 'iom-dtm', code: '12345' }] }],
    });
    const sinjar = configured.findByExternalId('iom-dtm', '12345');
    expect(sinjar && place.placeName(sinjar, 'ckb')).toEqual({ text: 'شنگال', language: 'ckb', reviewed: true });
  });

  it.each([
    [
      { ...HALABJA, governorates: HALABJA.governorates.map((extra) => ({ ...extra, districts: [id('IQG06Q99')] })) },
      'IQG06Q99',
    ],
    [
      { ...HALABJA, governorates: HALABJA.governorates.map((extra) => ({ ...extra, districts: [id('IQG06')] })) },
      'IQG06',
    ],
    [{ governorates: [], places: [{ id: id('XX') }] }, 'XX'],
  ])('%# naming a place that is not there is refused', (configuration, field) => {
    expect(place.placesWith(configuration)).toMatchObject({ ok: false, refusal: { code: 'place.unknown', field } });
  });
});

describe('search', () => {
  it.each([
    ['سنجار', 'IQG15Q07'],
    ['شەنگال', 'IQG15Q07'],
    ['شه‌نگال', 'IQG15Q07'],
    ['Shingal', 'IQG15Q07'],
    ['sinjar', 'IQG15Q07'],
    ['قضاء سنجار', 'IQG15Q07'],
    ['الموصل', 'IQG15Q05'],
    ['موصل', 'IQG15Q05'],
    ['Mosul', 'IQG15Q05'],
    ['Mossoul', 'IQG15Q05'],
    ['Mos', 'IQG15Q05'],
    ['سن', 'IQG15Q07'],
    ['مووسڵ', 'IQG15Q05'],
    ['الانبار', 'IQG01'],
    ['الأنبار', 'IQG01'],
    ['Ninewa', 'IQG15'],
    ['نینەوا', 'IQG15'],
    ['هەولێر', 'IQG11'],
    ['Hewlêr', 'IQG11'],
    ['تل عفر', 'IQG15Q08'],
    ['تلعفر', 'IQG15Q08'],
    ['Tal Afar', 'IQG15Q08'],
    ['ذي قار', 'IQG17'],
    ['Dhi Qar', 'IQG17'],
    ['Akre', 'IQG15Q01'],
    ['Zummar', 'IQG15Q08N03'],
    ['زمار', 'IQG15Q08N03'],
  ])('%s finds %s first', (text, expected) => {
    expect(places.search(text)[0]?.id).toBe(expected);
  });

  it('finds every place by both its official names', () => {
    for (const one of places.all) {
      const sameLevel = { level: one.level, limit: 40 };
      expect(places.search(one.names.ar, sameLevel).map((found) => found.id)).toContain(one.id);
      expect(places.search(one.names.en, sameLevel).map((found) => found.id)).toContain(one.id);
    }
  });

  it('stays within a place and a level, while typing', () => {
    const found = places.search('الح', { within: id('IQG15'), level: 'district' });
    expect(found.map((one) => one.id)).toEqual(['IQG15Q03', 'IQG15Q04']);
    expect(places.search('')).toEqual([]);
    expect(places.search('؟')).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => Array.isArray(places.search(text))),
      {
        numRuns: 40,
      },
    );
  });
});

describe('the two numberings', () => {
  it('agree with the crosswalk', (ctx) => {
    const file = new URL('pcode_crosswalk_2014_vs_2019.csv', SOURCE);
    if (!existsSync(file)) ctx.skip(ABSENT);
    const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
    for (const row of rows) {
      const [name = '', code2014 = '', code2019 = ''] = row.split(',');
      expect(place.pcodeFrom2014({ code: code2014, name })).toEqual({ ok: true, value: code2019 });
      expect(place.pcodeTo2014({ code: code2019, name })).toEqual({ ok: true, value: code2014 });
      expect(places.findByExternalId('ocha-2014', code2014)?.id).toBe(code2019);
    }
    expect(rows).toHaveLength(place.CODES_OF_2014.length);
  });

  it.each([
    ['IQ-G08', 'Dahuk', 'IQG09'],
    ['IQG08', 'Dohuk', 'IQG09'],
    ['IQ-G08', 'دهوك', 'IQG09'],
    ['IQ-G17', 'النجف', 'IQG04'],
  ])('%s %s is %s', (code, name, expected) => {
    expect(place.pcodeFrom2014({ code, name })).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['IQG08', 'Baghdad', 'place.name-does-not-fit-code'],
    ['IQG17', 'Thi Qar', 'place.name-does-not-fit-code'],
    ['IQ-G08', '', 'place.name-does-not-fit-code'],
    ['IQ-G19', 'Halabja', 'place.pcode-unknown'],
    ['IQ-G15Q05', 'Mosul', 'place.pcode-unknown'],
  ])('%s %s is refused', (code, name, refusal) => {
    expect(place.pcodeFrom2014({ code, name })).toMatchObject({ ok: false, refusal: { code: refusal } });
  });
});
