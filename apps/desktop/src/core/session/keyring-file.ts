import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson, type Json, parseCanonical } from '@nrm/domain/ledger';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import { findFile, writeDurably } from '../store/durable-file.ts';
import { PasswordCost } from './password-hash.ts';
import { Sealed } from './seal.ts';

const Mac = z.string().regex(/^[0-9a-f]{64}$/);

/** One worker who can open this laptop. Nothing in it names the worker to someone without the device secret. */
export const KeyringSlot = z.strictObject({
  workerId: z.string().max(64),
  /** Sealed under the device secret alone: sign-in cards show names before anybody has typed a password. */
  displayName: Sealed,
  /** age X25519 public key of the worker. */
  recipient: z.string().regex(/^age1[a-z0-9]{50,100}$/),
  cost: PasswordCost,
  /** 16 bytes, base64. */
  salt: z.base64().length(24),
  /** The worker's private key, sealed under password and device secret. */
  identity: Sealed,
});
export type KeyringSlot = z.infer<typeof KeyringSlot>;

export const KeyringContent = z.strictObject({
  v: z.literal(1),
  /** Grows with every change; the sealed head remembers it, so an older keyring put back is noticed. */
  counter: z.number().int().positive(),
  device: z.string().max(64),
  /** Ed25519, raw 32 bytes, base64url. */
  devicePublicKey: z.string().length(43),
  /** Ed25519 PKCS #8, sealed under the newest master key. */
  deviceSigningKey: Sealed,
  /** age recipients of the governorate and the ministry: they recover a laptop whose workers are gone. */
  escrow: z.array(z.string().regex(/^age1[a-z0-9]{50,3000}$/)).max(4),
  /** Newest first; two only while the replica is being moved to the newest. age files for all slots and the escrow. */
  masterKeys: z
    .array(z.strictObject({ epoch: z.number().int().positive(), sealed: z.base64().max(20_000) }))
    .min(1)
    .max(2),
  slots: z.array(KeyringSlot).min(1).max(64),
});
export type KeyringContent = z.infer<typeof KeyringContent>;

/** `innerMac` under the newest master key (a worker made this), `mac` under the device secret (this machine made this). */
const KeyringFile = KeyringContent.extend({ innerMac: Mac, mac: Mac });
export type KeyringFile = z.infer<typeof KeyringFile>;

export const innerMacOf = (masterMacKey: Uint8Array, content: KeyringContent) =>
  macOf(masterMacKey, 'inner', KeyringContent.parse(content) as Json);

/** Main file first, then its copy: at every moment one of them is whole, and the main one is never the older. */
export function writeKeyring(path: string, macKey: Uint8Array, content: KeyringContent, innerMac: string): KeyringFile {
  const body = { ...KeyringContent.parse(content), innerMac };
  const file = { ...body, mac: macOf(macKey, 'outer', body as Json) };
  const text = canonicalJson(file as Json);
  writeDurably(path, text);
  writeDurably(`${path}.bak`, text);
  return file;
}

/**
 * Reads the keyring, from its copy when the main file is hurt or lost; what is missing or older is written again.
 * @throws Fault keyring.missing, keyring.damaged (also when another machine made it), keyring.from-newer-release
 */
export function readKeyring(path: string, macKey: Uint8Array): KeyringFile {
  const main = findKeyring(path, macKey);
  const copy = findKeyring(`${path}.bak`, macKey);
  const file = main.file ?? copy.file;
  if (!file) throw new Fault(main.found || copy.found ? 'keyring.damaged' : 'keyring.missing');
  for (const [target, { file: there }] of [
    [path, main],
    [`${path}.bak`, copy],
  ] as const)
    if (there?.mac !== file.mac) writeDurably(target, canonicalJson(file as Json));
  return file;
}

function findKeyring(path: string, macKey: Uint8Array): { found: boolean; file?: KeyringFile } {
  const text = findFile(path)?.toString('utf8');
  if (text === undefined) return { found: false };
  const value = parseCanonical(text);
  const header = z.looseObject({ v: z.number().int(), mac: Mac }).safeParse(value);
  if (!header.success) return { found: true };
  const { mac, ...body } = header.data;
  const genuine = timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(macKey, 'outer', body as Json), 'hex'));
  if (!genuine) return { found: true };
  if (header.data.v > 1) throw new Fault('keyring.from-newer-release');
  const parsed = KeyringFile.safeParse(value);
  return parsed.success ? { found: true, file: parsed.data } : { found: true };
}

const macOf = (key: Uint8Array, use: 'inner' | 'outer', body: Json) =>
  createHmac('sha256', key)
    .update(`nrm keyring ${use} v1\n${canonicalJson(body)}`)
    .digest('hex');
