import { createPublicKey, hash, type KeyObject, sign as signBytes, verify } from 'node:crypto';
import type { Crypto, Sign } from '@nrm/domain/ledger';

/** SHA-256 and Ed25519 of Node; the same in Electron's utility process. */
export const nodeCrypto: Crypto = {
  sha256: (text) => hash('sha256', text),
  verify(publicKey, text, signature) {
    try {
      return verify(null, Buffer.from(text, 'utf8'), publicKeyOf(publicKey), Buffer.from(signature, 'base64url'));
    } catch {
      return false; // not a key, not a signature: then it did not sign this
    }
  },
};

/** @param privateKey Ed25519 */
export const signerOf =
  (privateKey: KeyObject): Sign =>
  (text) =>
    signBytes(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url');

/** Raw 32 bytes, base64url: how a public key stands in entries and certificates. */
export const rawPublicKey = (privateKey: KeyObject): string => {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return x as string;
};

const known = new Map<string, KeyObject>();

function publicKeyOf(raw: string): KeyObject {
  const found = known.get(raw);
  if (found) return found;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  known.set(raw, key);
  return key;
}
