import { createHash, createPrivateKey, createPublicKey, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import type { Crypto, Sign } from '../ledger/crypto.ts';

/** The primitives of Node for tests of the rules; the programs bring their own. */
export const nodeCrypto: Crypto = {
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  verify: (publicKey, text, signature) => {
    try {
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
      return verifyBytes(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
    } catch {
      return false; // not a key at all: as untrue as a wrong one
    }
  },
};

export interface TestKeyPair {
  /** raw 32 bytes, base64url */
  readonly publicKey: string;
  readonly sign: Sign;
}

/** PKCS#8 of an Ed25519 key up to its 32 secret bytes (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same seed is the same pair, for ever: golden files depend on it. Never a key of anything real. */
export function testKeyPair(seed: string): TestKeyPair {
  const secret = createHash('sha256').update(`nrm test key ${seed}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: String(x),
    sign: (text) => signBytes(null, Buffer.from(text, 'utf8'), key).toString('base64url'),
  };
}
