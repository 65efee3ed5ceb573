/** The two primitives the rules are given, from Node. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Crypto } from '@nrm/domain/ledger';

const MAX_REMEMBERED_KEYS = 2_000;
const keys = new Map<string, KeyObject>();

export const nodeCrypto: Crypto = {
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  verify: (publicKey, text, signature) => {
    try {
      return verify(null, Buffer.from(text, 'utf8'), toKey(publicKey), Buffer.from(signature, 'base64url'));
    } catch {
      return false;
    }
  },
};

/** Reading a key costs as much as using it, and a push brings hundreds of entries of one device. */
function toKey(raw: string): KeyObject {
  const known = keys.get(raw);
  if (known) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  if (keys.size >= MAX_REMEMBERED_KEYS) keys.clear();
  keys.set(raw, key);
  return key;
}
