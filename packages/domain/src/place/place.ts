import { z } from 'zod';
import type { Language } from '../language/index.ts';

export const PLACE_LEVELS = ['governorate', 'district', 'sub-district'] as const;
export type PlaceLevel = (typeof PLACE_LEVELS)[number];

/** Who runs the place, which is not always who it belongs to on the map: Akre lies in Ninewa and is run by the KRI. */
export const ADMINISTRATIONS = ['federal', 'kurdistan-region'] as const;
export const Administration = z.enum(ADMINISTRATIONS);
export type Administration = z.infer<typeof Administration>;

/**
 * The id of a place: its current p-code, or the id under which a governorate configured it. Two numberings of p-codes
 * look alike, so a code that came from outside goes through `pcodeFrom2014` or `findByExternalId`, never in here unseen.
 */
export const PlaceId = z
  .string()
  .regex(/^[A-Za-z0-9-]{2,40}$/)
  .brand<'PlaceId'>();
export type PlaceId = z.infer<typeof PlaceId>;

/** `ocha-2019` is the numbering in force (IQG15), `ocha-2014` the older one (IQ-G15), `iom-dtm` the ids of IOM's DTM. */
export const PLACE_SCHEMES = ['ocha-2019', 'ocha-2014', 'iom-dtm'] as const;
export const PlaceScheme = z.enum(PLACE_SCHEMES);
export type PlaceScheme = z.infer<typeof PlaceScheme>;
export type ExternalId = { readonly scheme: PlaceScheme; readonly code: string };

export type Place = {
  readonly id: PlaceId;
  readonly level: PlaceLevel;
  /** The place it lies in; null for a governorate. */
  readonly parent: PlaceId | null;
  readonly administeredBy: Administration;
  /** Official spellings, shown on screen. Sorani is null until a reader of Sorani has reviewed it. */
  readonly names: { readonly ar: string; readonly en: string; readonly ckb: string | null };
  /** Other spellings, for search only. */
  readonly aliases: readonly string[];
  readonly externalIds: readonly ExternalId[];
  /** A point inside, WGS 84 degrees; null where none is known. */
  readonly point: { readonly longitude: number; readonly latitude: number } | null;
};

export type ShownName = { readonly text: string; readonly language: Language; readonly reviewed: boolean };

/**
 * The name for the screen. Where no Sorani name is reviewed the Arabic one stands in, marked `reviewed: false`, so that
 * the screen says so and the text gets the right `lang`.
 */
export function placeName(place: Place, language: Language): ShownName {
  if (language !== 'ckb') return { text: place.names[language], language, reviewed: true };
  const { ckb, ar } = place.names;
  return ckb === null ? { text: ar, language: 'ar', reviewed: false } : { text: ckb, language, reviewed: true };
}
