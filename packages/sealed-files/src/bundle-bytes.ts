import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { BundleBytes } from '@nrm/domain/bundle';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of bundles, made by Node. */
export const nodeBytes: BundleBytes = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  fromText: (text) => Buffer.from(text, 'utf8'),
  toText(bytes) {
    try {
      return utf8.decode(bytes);
    } catch {
      return undefined;
    }
  },
  pack: (bytes) => pack(bytes),
  unpack: (bytes, maxBytes) => unpack(bytes, { maxOutputLength: maxBytes }).catch(() => undefined),
};
