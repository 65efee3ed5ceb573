import { addPlace, type ServicePlaceId } from '../organisation/index.ts';
import { idFromHsds } from './hsds-ids.ts';
import type { HsdsRow } from './hsds-report.ts';
import { findTerm } from './hsds-terms.ts';
import { cell, type PackageReader } from './package-reader.ts';
import type { HsdsContext, PayloadOf } from './parse-package.ts';
import { notKept, parsed, readNames, readPhone, skip } from './read-row.ts';
import { AREA_SCHEME } from './read-service-facts.ts';

/**
 * Camps, detention and rehabilitation centres are in no list of ours: to have been sent there brands a person. The words
 * are those of place names; a service elsewhere with such a name loses its place, never the other way round.
 */
const BRANDING_PLACE =
  /\b(camps?|detention|prisons?|jails?|rehabilitation cent(er|re))\b|مخيم|مخیم|كامب|معتقل|سجن|مركز تأهيل|کەمپ|زیندان/iu;

export function readPlace(reader: PackageReader, row: HsdsRow, context: HsdsContext): PayloadOf<typeof addPlace>[] {
  const file = 'locations.csv';
  const id = cell(row, 'id');
  if (cell(row, 'location_type') === 'postal') return skip(reader, file, row, 'place-postal');
  const name = ['name', 'alternate_name'].map((column) => cell(row, column)).join(' ');
  if (BRANDING_PLACE.test(name)) return skip(reader, file, row, 'place-brands-people');
  const terms = reader.termsOf('location', id);
  const [address] = reader.rowsOf('addresses.csv', 'location_id', id);
  const words = address ? ['city', 'region', 'state_province'].map((column) => cell(address, column)) : [];
  const landmark = findTerm(terms, 'landmark') ?? readLandmark(reader, address);
  const pcode = cell(row, 'external_identifier_type') === AREA_SCHEME ? cell(row, 'external_identifier') : undefined;
  const mobile = findTerm(terms, 'place-kind') === 'mobile';
  const names = cell(row, 'name') === '' ? { ar: landmark || id, en: landmark || id } : readNames(row, terms);
  reader.imported(file, row);
  notKept(reader, file, row, [
    'url',
    'description',
    'transportation',
    ...(pcode === undefined ? ['external_identifier'] : []),
  ]);
  return [
    parsed(reader, file, row, addPlace.payload, {
      place: idFromHsds(context.sha256, 'location', id) as ServicePlaceId,
      facts: {
        names,
        kind: mobile ? 'mobile' : cell(row, 'location_type') === 'virtual' ? 'remote' : 'site',
        district: pcode ?? context.findDistrict?.(words.filter((text) => text !== '')) ?? null,
        landmark,
        phone: readPhone(
          reader,
          reader.rowsOf('phones.csv', 'location_id', id).filter((phone) => cell(phone, 'organization_id') === ''),
        ),
        point: readPoint(reader, file, row),
      },
    }),
  ];
}

function readPoint(reader: PackageReader, file: string, row: HsdsRow) {
  const [latitude, longitude] = [cell(row, 'latitude'), cell(row, 'longitude')];
  if (latitude === '' || longitude === '') return null;
  const point = { latitude: Number(latitude), longitude: Number(longitude) };
  if (Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180) return point;
  reader.skipped(file, row, 'out-of-range', 'latitude,longitude');
  return null;
}

const LANDMARK_LENGTH_MAX = 200;

/** The address as one line; one that is longer than a line is left to the provider's own words. */
function readLandmark(reader: PackageReader, address: HsdsRow | undefined): string {
  if (!address) return '';
  const parts = ['address_1', 'address_2', 'city'].map((column) => cell(address, column));
  const landmark = parts.filter((text) => text !== '').join(', ');
  if (landmark.length <= LANDMARK_LENGTH_MAX) return landmark;
  reader.skipped('addresses.csv', address, 'text-too-long', 'address_1');
  return '';
}
