/** The server is a device too: its own Ed25519 key signs feed heads and what is authored on the server. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Sign } from '@nrm/domain/ledger';
import { z } from 'zod';
import { Fault } from './faults.ts';
import { writePrivateFile } from './store/private-file.ts';

export interface ServerIdentity {
  /** Ed25519, raw 32 bytes, base64url */
  readonly publicKey: string;
  readonly sign: Sign;
}

const OctetKey = z.object({ x: z.string() });

export function createServerIdentity(file: string): ServerIdentity {
  const { privateKey } = generateKeyPairSync('ed25519');
  writePrivateFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return toIdentity(privateKey);
}

/** @throws Fault data-folder.damaged */
export function openServerIdentity(file: string): ServerIdentity {
  try {
    return toIdentity(createPrivateKey(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('data-folder.damaged', { file: 'identity.key.pem' }, cause);
  }
}

const toIdentity = (key: KeyObject): ServerIdentity => ({
  publicKey: OctetKey.parse(createPublicKey(key).export({ format: 'jwk' })).x,
  sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64url'),
});
