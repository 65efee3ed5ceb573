import { ROLES } from '../access/role.ts';
import { isInstant, isLocalDate, isUuid } from '../shared/index.ts';
import { isHash, isPlainSubject, isRecord, isWhole } from './forms.ts';

const KEYS = 13;
const TYPE = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;
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
    isPlainSubject(subject) &&
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
