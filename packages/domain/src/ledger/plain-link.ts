import { isInstant } from '../shared/index.ts';
import { MAX_HEADER_LENGTH, MAX_PAYLOAD_LENGTH } from './entry.ts';
import { isHash, isPlainSubject, isRecord, isWhole, SALT, SIGNATURE } from './forms.ts';

/** Whether a link is of the kind that nearly all are: an entry that was applied, and carried; see `forms.ts`. */
export const isPlainLink = (value: unknown): boolean =>
  isRecord(value, 3) && isWhole(value['position'], 1) && isPlainItem(value['item']) && isPlainEntry(value['entry']);

const isPlainItem = (item: unknown): boolean =>
  isRecord(item, 8) &&
  item['kind'] === 'entry' &&
  isPlainSubject(item['subject']) &&
  isWhole(item['move'], 0) &&
  isHash(item['entryHash']) &&
  isWhole(item['subjectSeq'], 1) &&
  item['outcome'] === 'applied' &&
  item['refusal'] === null &&
  typeof item['receivedAt'] === 'string' &&
  isInstant(item['receivedAt']);

const isPlainEntry = (entry: unknown): boolean =>
  isRecord(entry, 5) &&
  typeof entry['header'] === 'string' &&
  entry['header'].length <= MAX_HEADER_LENGTH &&
  typeof entry['signature'] === 'string' &&
  SIGNATURE.test(entry['signature']) &&
  typeof entry['payload'] === 'string' &&
  entry['payload'].length <= MAX_PAYLOAD_LENGTH &&
  typeof entry['salt'] === 'string' &&
  SALT.test(entry['salt']) &&
  entry['keyId'] === null;
