import { ROLES } from '../access/role.ts';
import { isInstant, isLocalDate, isSlug, isUuid } from '../shared/index.ts';

const KEYS = 13;
const TYPE = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;
const HASH = /^[0-9a-f]{64}$/;
const ROLE_NAMES: ReadonlySet<unknown> = new Set(ROLES);

/**
 * Whether a parsed header is one that the schema takes and gives back as it is, with nothing left out and nothing it does
 * not know. Says yes to nearly all headers, at a tenth of the schema's cost, when a laptop is filled with a million of
 * them; whatever it does not say yes to is for the schema to decide.
 */
export function isPlainHeader(value: unknown): boolean {
  if (!isRecord(value, KEYS) && !(isRecord(value, KEYS + 1) && Object.hasOwn(value, 'occurredOn'))) return false;
  const { subject, act, at, author, basis, occurredOn } = value;
  return (
    isUuid(value['id']) &&
    isRecord(subject, 2) &&
    (subject['kind'] === 'case' || subject['kind'] === 'organisation'
      ? isUuid(subject['id'])
      : (subject['kind'] === 'office' || subject['kind'] === 'governorate') && isSlug(subject['id'])) &&
    typeof value['type'] === 'string' &&
    value['type'].length <= 60 &&
    TYPE.test(value['type']) &&
    isWhole(value['version'], 1, 999) &&
    isRecord(act, 3) &&
    isUuid(act['id']) &&
    isWhole(act['count'], 1, 64) &&
    isWhole(act['index'], 0, Number(act['count']) - 1) &&
    (!Object.hasOwn(value, 'occurredOn') ||
      (isRecord(occurredOn, 2) &&
        typeof occurredOn['day'] === 'string' &&
        isLocalDate(occurredOn['day']) &&
        (occurredOn['precision'] === 'exact' || occurredOn['precision'] === 'about'))) &&
    isRecord(at, 2) &&
    typeof at['instant'] === 'string' &&
    isInstant(at['instant']) &&
    (at['clock'] === 'ok' || at['clock'] === 'suspect') &&
    isRecord(author, 2) &&
    isUuid(author['worker']) &&
    ROLE_NAMES.has(author['role']) &&
    isUuid(value['device']) &&
    isWhole(value['generation'], 1) &&
    isWhole(value['deviceSeq'], 1) &&
    (value['prev'] === null || isHash(value['prev'])) &&
    isRecord(basis, 2) &&
    isWhole(basis['administration'], 0) &&
    isWhole(basis['subject'], 0) &&
    isHash(value['payloadHash'])
  );
}

const isRecord = (value: unknown, keys: number): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === keys;

const isHash = (value: unknown): boolean => typeof value === 'string' && HASH.test(value);

const isWhole = (value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
