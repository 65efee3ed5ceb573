import { sha256 } from '@noble/hashes/sha2.js';
import type { Crypto } from '@nrm/domain/ledger';
import { findBase64Url, toHex, utf8 } from './bytes.ts';
import { isVerified } from './detached-signature.ts';
import type { RunningHash } from './verify-export.ts';

/** The primitives of a page that has nothing but itself: audited libraries in plain JavaScript, the same in every browser. */
export const nobleCrypto: Crypto = {
  sha256: (text) => toHex(sha256(utf8(text))),
  verify(publicKey, text, signature) {
    const [key, signed] = [findBase64Url(publicKey), findBase64Url(signature)];
    return key !== undefined && signed !== undefined && isVerified(signed, utf8(text), key);
  },
};

export function createNobleSha256(): RunningHash {
  const hash = sha256.create();
  return { update: (bytes) => void hash.update(bytes), hex: () => toHex(hash.digest()) };
}
