import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { canonicalJson, type Json } from '@nrm/domain/ledger';
import { z } from 'zod';

/** AES-256-GCM with a random 12-byte nonce; the header it was sealed with is authenticated and kept elsewhere. */
export const Sealed = z.strictObject({
  nonce: z.base64().length(16),
  /** Ciphertext with the 16-byte tag at its end, base64. */
  bytes: z.base64().max(8192),
});
export type Sealed = z.infer<typeof Sealed>;

/** @param key 32 bytes @param header what it is and for whom: a sealed value moved to another place does not open */
export function seal(key: Uint8Array, header: Json, plaintext: Uint8Array): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(canonicalJson(header)));
  const bytes = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), bytes: bytes.toString('base64') };
}

/** The plaintext, or undefined when key, header or bytes are not the ones it was sealed with. */
export function findUnsealed(key: Uint8Array, header: Json, sealed: Sealed): Uint8Array | undefined {
  const bytes = Buffer.from(sealed.bytes, 'base64');
  if (bytes.byteLength < 16) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(canonicalJson(header)));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]));
  } catch {
    return undefined;
  }
}

/**
 * HKDF-SHA-256 (RFC 5869) to 32 bytes. @param label says what the key is for and its version; two uses never share one
 * @param salt binds the key to a device or a slot
 */
export const deriveKey = (secret: Uint8Array, salt: string, label: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, salt, `nrm ${label} v1`, 32));
