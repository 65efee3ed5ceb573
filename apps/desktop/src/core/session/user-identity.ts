import { randomBytes } from 'node:crypto';
import { canonicalJson, type Json, parseCanonical } from '@nrm/domain/ledger';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { z } from 'zod';
import { Fault } from '../faults.ts';
import type { KeyringSlot } from './keyring-file.ts';
import { hashPassword, isCostAllowed, type PasswordCost } from './password-hash.ts';
import { deriveKey, findUnsealed, seal } from './seal.ts';
import type { MasterKey } from './unlocked-keys.ts';

/** A worker's own private keys, as they are sealed: an object, so that a signing key can join it in a later version. */
const Identity = z.strictObject({ v: z.literal(1), age: z.string().startsWith('AGE-SECRET-KEY-') });

export interface SlotBinding {
  readonly device: string;
  readonly workerId: string;
  readonly deviceSecret: Uint8Array;
}

/** A key pair for a worker, its private half sealed under password and device secret. @param password judged, NFKC */
export async function createSlotIdentity(binding: SlotBinding, password: string, cost: PasswordCost) {
  const age = await generateX25519Identity();
  const recipient = await identityToRecipient(age);
  return { recipient, age, ...(await sealIdentity(binding, recipient, age, password, cost)) };
}

/** The same key pair under another password: everything sealed to it stays readable. */
export async function sealIdentity(
  binding: SlotBinding,
  recipient: string,
  age: string,
  password: string,
  cost: PasswordCost,
): Promise<Pick<KeyringSlot, 'cost' | 'salt' | 'identity'>> {
  const salt = randomBytes(16);
  const wrapped = { recipient, cost, salt: salt.toString('base64') };
  const key = await keyEncryptionKey(binding, password, salt, cost);
  const plaintext = Buffer.from(canonicalJson({ v: 1, age }), 'utf8');
  const identity = seal(key, header(binding, wrapped), plaintext);
  key.fill(0);
  plaintext.fill(0);
  return { cost, salt: wrapped.salt, identity };
}

/**
 * The private key of a slot, or undefined when the password is another one.
 * @throws Fault keyring.damaged when the slot asks for a weaker hash than this program writes
 */
export async function findIdentity(
  binding: SlotBinding,
  slot: Pick<KeyringSlot, 'recipient' | 'cost' | 'salt' | 'identity'>,
  password: string,
): Promise<string | undefined> {
  if (!isCostAllowed(slot.cost)) throw new Fault('keyring.damaged', { reason: 'weak-cost' });
  const key = await keyEncryptionKey(binding, password, Buffer.from(slot.salt, 'base64'), slot.cost);
  const plaintext = findUnsealed(key, header(binding, slot), slot.identity);
  key.fill(0);
  if (!plaintext) return undefined;
  const parsed = Identity.safeParse(parseCanonical(Buffer.from(plaintext).toString('utf8')));
  if (!parsed.success) throw new Fault('keyring.damaged', { reason: 'identity' });
  return parsed.data.age;
}

async function keyEncryptionKey(binding: SlotBinding, password: string, salt: Uint8Array, cost: PasswordCost) {
  const hash = await hashPassword(password, salt, cost);
  const both = Buffer.concat([hash, binding.deviceSecret]);
  const key = deriveKey(both, `${binding.device}\n${binding.workerId}`, 'user key');
  hash.fill(0);
  both.fill(0);
  return key;
}

const header = (
  { device, workerId }: SlotBinding,
  { recipient, cost, salt }: Pick<KeyringSlot, 'recipient' | 'cost' | 'salt'>,
): Json => ({ use: 'nrm user identity v1', device, workerId, recipient, cost: { ...cost }, salt });

/** One age file that each recipient opens alone, also with the stock `age` tool; its content is the 32 bytes in hex. */
export async function sealMasterKey(master: MasterKey, recipients: readonly string[]): Promise<string> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const file = await encrypter.encrypt(`${Buffer.from(master.key).toString('hex')}\n`);
  return Buffer.from(file).toString('base64');
}

/** @throws Fault keyring.damaged when the file was not sealed to this identity or is hurt */
export async function openMasterKey(sealed: string, age: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(age);
  let text: string;
  try {
    text = await decrypter.decrypt(new Uint8Array(Buffer.from(sealed, 'base64')), 'text');
  } catch {
    throw new Fault('keyring.damaged', { reason: 'master-key' });
  }
  if (!/^[0-9a-f]{64}\n$/.test(text)) throw new Fault('keyring.damaged', { reason: 'master-key' });
  return new Uint8Array(Buffer.from(text.trim(), 'hex'));
}
