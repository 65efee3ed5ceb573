import { z } from 'zod';
import { foldKey, looseKey, queryTokens, textTokens } from '../name/index.ts';
import { assert, FilledText, ok, type Result, refuse } from '../shared/index.ts';
import { CODES_OF_2014 } from './pcode-numberings.ts';
import {
  Administration,
  type Place,
  PlaceId,
  type PlaceLevel,
  type PlaceScheme,
  PlaceScheme as Scheme,
} from './place.ts';
import { ADMINISTERED_BY_KURDISTAN_REGION, PLACE_SPELLINGS } from './place-spellings.ts';
import { PLACE_TABLE } from './place-table.ts';

const ConfiguredNames = z.object({ ar: FilledText(120), en: FilledText(120), ckb: FilledText(120).nullable() });

/**
 * What a governorate adds to the published table: a new governorate over districts that exist (Halabja, the nineteenth),
 * reviewed Sorani names, other spellings, who runs a place, ids of other systems.
 */
export const PlaceConfiguration = z.object({
  governorates: z
    .array(
      z.object({
        id: PlaceId,
        names: ConfiguredNames,
        aliases: z.array(FilledText(120)).max(20),
        administeredBy: Administration,
        /** Districts that move into it; their ids and codes stay. */
        districts: z.array(PlaceId).min(1).max(60),
      }),
    )
    .max(20),
  places: z
    .array(
      z.object({
        id: PlaceId,
        /** Reviewed by a reader of Sorani; shown from then on. */
        ckb: FilledText(120).optional(),
        aliases: z.array(FilledText(120)).max(20).optional(),
        administeredBy: Administration.optional(),
        externalIds: z
          .array(z.object({ scheme: Scheme, code: FilledText(40) }))
          .max(10)
          .optional(),
      }),
    )
    .max(1000),
});
export type PlaceConfiguration = z.infer<typeof PlaceConfiguration>;

export const NO_CONFIGURED_PLACES: PlaceConfiguration = { governorates: [], places: [] };

export type PlaceSearch = { readonly level?: PlaceLevel; readonly within?: PlaceId; readonly limit?: number };

/** The places of Iraq as one governorate sees them. */
export type Places = {
  readonly all: readonly Place[];
  readonly governorates: readonly Place[];
  find(id: string): Place | undefined;
  /** Throws for an id that is not there: for ids that were checked before. */
  get(id: PlaceId): Place;
  findByExternalId(scheme: PlaceScheme, code: string): Place | undefined;
  childrenOf(id: PlaceId): readonly Place[];
  /** The place and what it lies in, smallest first: sub-district, district, governorate. */
  pathOf(id: PlaceId): readonly Place[];
  /** Places by any spelling in Arabic, Sorani or Latin letters, the best first; 20 unless `limit` says otherwise. */
  search(text: string, options?: PlaceSearch): readonly Place[];
};

/** Builds the places with what is configured; refuses `place.unknown` for an id that the table does not have. */
export function placesWith(configuration: PlaceConfiguration): Result<Places> {
  const byId = new Map<string, Place>(publishedPlaces().map((place) => [place.id, place]));
  for (const extra of configuration.governorates) {
    const missing = extra.districts.find((id) => byId.get(id)?.level !== 'district');
    if (missing !== undefined) return refuse('place.unknown', { field: missing });
    byId.set(extra.id, configuredGovernorate(extra));
    for (const id of extra.districts) moveDistrict(byId, id, extra);
  }
  for (const extra of configuration.places) {
    const place = byId.get(extra.id);
    if (place === undefined) return refuse('place.unknown', { field: extra.id });
    byId.set(extra.id, withConfigured(place, extra));
  }
  return ok(placesOf([...byId.values()]));
}

function configuredGovernorate(extra: PlaceConfiguration['governorates'][number]): Place {
  const { id, names, aliases, administeredBy } = extra;
  return { id, level: 'governorate', parent: null, administeredBy, names, aliases, externalIds: [], point: null };
}

// A new governorate takes its districts with all that lies in them; who runs them goes along.
function moveDistrict(
  byId: Map<string, Place>,
  id: PlaceId,
  governorate: { id: PlaceId; administeredBy: Administration },
) {
  const { administeredBy } = governorate;
  for (const place of byId.values()) {
    if (place.id === id) byId.set(id, { ...place, parent: governorate.id, administeredBy });
    else if (place.parent === id) byId.set(place.id, { ...place, administeredBy });
  }
}

const withConfigured = (place: Place, extra: PlaceConfiguration['places'][number]): Place => ({
  ...place,
  administeredBy: extra.administeredBy ?? place.administeredBy,
  names: { ...place.names, ckb: extra.ckb ?? place.names.ckb },
  aliases: [...place.aliases, ...(extra.aliases ?? [])],
  externalIds: [...place.externalIds, ...(extra.externalIds ?? [])],
});

/** The published table with our spellings: 18 governorates, 101 districts, 294 sub-districts. */
function publishedPlaces(): Place[] {
  return PLACE_TABLE.map(([pcode, en, ar, longitude, latitude]) => {
    const spelling = PLACE_SPELLINGS[pcode] ?? {};
    const older = CODES_OF_2014.find((row) => row.code2019 === pcode);
    const published = [en, ar].filter((name) => name !== (spelling.en ?? en) && name !== (spelling.ar ?? ar));
    return {
      id: pcode as PlaceId,
      level: levelOf(pcode),
      parent: parentOf(pcode),
      administeredBy: ADMINISTERED_BY_KURDISTAN_REGION.some((run) => pcode.startsWith(run))
        ? 'kurdistan-region'
        : 'federal',
      names: { ar: spelling.ar ?? ar, en: spelling.en ?? en, ckb: null },
      aliases: [...published, ...(spelling.aliases ?? [])],
      externalIds: [
        { scheme: 'ocha-2019', code: pcode },
        ...(older === undefined ? [] : [{ scheme: 'ocha-2014' as const, code: older.code2014 }]),
      ],
      point: { longitude, latitude },
    };
  });
}

function levelOf(pcode: string): PlaceLevel {
  if (pcode.includes('N')) return 'sub-district';
  return pcode.includes('Q', 3) ? 'district' : 'governorate';
}

function parentOf(pcode: string): PlaceId | null {
  return levelOf(pcode) === 'governorate' ? null : (pcode.slice(0, -3) as PlaceId);
}

type Entry = {
  readonly place: Place;
  readonly folds: readonly string[];
  readonly looses: readonly string[];
  readonly tokens: ReadonlySet<string>;
};

const LIMIT = 20;

function placesOf(all: readonly Place[]): Places {
  const byId = new Map<string, Place>(all.map((place) => [place.id, place]));
  const byExternalId = new Map(
    all.flatMap((place) => place.externalIds.map(({ scheme, code }) => [`${scheme} ${code}`, place] as const)),
  );
  const children = Map.groupBy(all, (place) => place.parent);
  const entries = all.map(entryOf);

  const find = (id: string) => byId.get(id);
  const get = (id: PlaceId): Place => {
    const place = byId.get(id);
    assert(place !== undefined, 'A place was asked for that is not in the table');
    return place;
  };
  const pathOf = (id: PlaceId): Place[] => {
    const place = get(id);
    return place.parent === null ? [place] : [place, ...pathOf(place.parent)];
  };
  return {
    all,
    governorates: children.get(null) ?? [],
    find,
    get,
    findByExternalId: (scheme, code) => byExternalId.get(`${scheme} ${code}`),
    childrenOf: (id) => children.get(id) ?? [],
    pathOf,
    search: (text, { level, within, limit = LIMIT } = {}) => {
      const among = entries.filter(
        ({ place }) =>
          (level === undefined || place.level === level) &&
          (within === undefined || pathOf(place.id).some((step) => step.id === within)),
      );
      return rank(among, text).slice(0, limit);
    },
  };
}

function entryOf(place: Place): Entry {
  const spellings = [place.names.ar, place.names.en, place.names.ckb ?? '', ...place.aliases].filter(
    (name) => name !== '',
  );
  return {
    place,
    folds: spellings.map((name) => joined(foldKey(name))),
    looses: spellings.map((name) => joined(looseKey(name))),
    tokens: new Set(spellings.flatMap(textTokens)),
  };
}

/** Words that say what kind of place it is, not which. */
const KINDS =
  /^(?:محافظة|قضاء|ناحية|پارێزگای?|قەزای?|ناحیەی?|governorate|district|sub-?district)\s+|\s+(?:governorate|district|sub-?district)$/giu;

const joined = (key: string) => key.replaceAll(' ', '');
const SIZE: Readonly<Record<PlaceLevel, number>> = { governorate: 0, district: 1, 'sub-district': 2 };

// The same spelling first, then the same letters in the loose key, then what begins so, then what only sounds so.
function rank(entries: readonly Entry[], text: string): Place[] {
  const asked = text.trim().replace(KINDS, '');
  const fold = joined(foldKey(asked));
  if (fold === '') return [];
  const loose = joined(looseKey(asked));
  const groups = queryTokens(asked);
  const likeness = (entry: Entry): number => {
    if (entry.folds.includes(fold)) return 6;
    if (entry.looses.includes(loose)) return 5;
    if (beginsSo(entry, fold)) return 4;
    if (entry.looses.some((key) => key.startsWith(loose))) return 3;
    if (groups.every((group) => group.some((token) => !token.startsWith('s:') && entry.tokens.has(token)))) return 2;
    return groups.every((group) => group.some((token) => entry.tokens.has(token))) ? 1 : 0;
  };
  return entries
    .map((entry) => ({ place: entry.place, likeness: likeness(entry) }))
    .filter((found) => found.likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || SIZE[a.place.level] - SIZE[b.place.level])
    .map((found) => found.place);
}

// The tokens hold words with their article, for whoever is still typing it.
function beginsSo(entry: Entry, fold: string): boolean {
  if (entry.folds.some((key) => key.startsWith(fold))) return true;
  for (const token of entry.tokens) if (token.startsWith(`f:${fold}`)) return true;
  return false;
}
