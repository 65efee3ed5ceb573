import { ed25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { findBase64, isSame, joined, toBase64, utf8 } from './bytes.ts';

/**
 * The signature of a laptop beside a file, in the formats of two stock tools, so that nobody needs ours: minisign
 * (jedisct1.github.io/minisign, prehashed with BLAKE2b-512) and OpenSSH (PROTOCOL.sshsig, SHA-512). Both are over the
 * whole file and by the one key with which the laptop signs its entries; what is signed there begins otherwise, so that
 * none of the three passes for another.
 */
export interface BagSigner {
  /** Ed25519, 32 bytes */
  readonly publicKey: Uint8Array;
  /** 64 bytes */
  sign(message: Uint8Array): Uint8Array;
}

export const SSH_NAMESPACE = 'nrm-audit';
export const SSH_SIGNER = 'nrm-laptop';

const UNTRUSTED = 'untrusted comment: signature of the exporting laptop';
const TRUSTED = 'trusted comment: ';
const COMMENT = 'tagmanifest-sha256.txt';
const KEY_COMMENT = 'untrusted comment: key of the exporting laptop';

/** Which key it was, for a person with several: nothing is trusted for it. */
const minisignKeyId = (publicKey: Uint8Array) => sha256(publicKey).subarray(0, 8);

export const minisignPublicKey = (publicKey: Uint8Array): string =>
  `${KEY_COMMENT}\n${toBase64(joined(utf8('Ed'), minisignKeyId(publicKey), publicKey))}\n`;

export function signForMinisign(file: Uint8Array, { publicKey, sign }: BagSigner): string {
  const signature = sign(blake2b(file, { dkLen: 64 }));
  const whole = sign(joined(signature, utf8(COMMENT)));
  const head = toBase64(joined(utf8('ED'), minisignKeyId(publicKey), signature));
  return `${UNTRUSTED}\n${head}\n${TRUSTED}${COMMENT}\n${toBase64(whole)}\n`;
}

/** Stricter than the stock tool: the file is what this program writes, to the letter, or it is refused. */
export function isSignedForMinisign(file: Uint8Array, text: string, publicKey: Uint8Array): boolean {
  const [untrusted, head, trusted, whole, end, ...more] = text.split('\n');
  if (untrusted !== UNTRUSTED || trusted !== `${TRUSTED}${COMMENT}` || end !== '' || more.length > 0) return false;
  const named = findBase64(head ?? '');
  const over = findBase64(whole ?? '');
  if (named?.byteLength !== 74 || over?.byteLength !== 64) return false;
  const signature = named.subarray(10);
  return (
    isSame(named.subarray(0, 10), joined(utf8('ED'), minisignKeyId(publicKey))) &&
    isVerified(signature, blake2b(file, { dkLen: 64 }), publicKey) &&
    isVerified(over, joined(signature, utf8(COMMENT)), publicKey)
  );
}

const sshString = (bytes: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.byteLength);
  return joined(length, bytes);
};
const sshKey = (publicKey: Uint8Array) => joined(sshString(utf8('ssh-ed25519')), sshString(publicKey));
const SSH_MAGIC = utf8('SSHSIG');
const sshScope = () => joined(sshString(utf8(SSH_NAMESPACE)), sshString(utf8('')), sshString(utf8('sha512')));

/** A line of `allowed_signers` for `ssh-keygen -Y verify`. */
export const sshAllowedSigner = (publicKey: Uint8Array): string =>
  `${SSH_SIGNER} namespaces="${SSH_NAMESPACE}" ssh-ed25519 ${toBase64(sshKey(publicKey))}\n`;

const sshMessage = (file: Uint8Array) => joined(SSH_MAGIC, sshScope(), sshString(sha512(file)));

const sshArmour = (publicKey: Uint8Array, signature: Uint8Array): string => {
  const version = Uint8Array.of(0, 0, 0, 1);
  const wrapped = sshString(joined(sshString(utf8('ssh-ed25519')), sshString(signature)));
  const blob = toBase64(joined(SSH_MAGIC, version, sshString(sshKey(publicKey)), sshScope(), wrapped));
  const lines = blob.match(/.{1,70}/g) ?? [];
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
};

export const signForSsh = (file: Uint8Array, { publicKey, sign }: BagSigner): string =>
  sshArmour(publicKey, sign(sshMessage(file)));

/** Likewise to the letter: everything but the 64 bytes of the signature is known beforehand. */
export function isSignedForSsh(file: Uint8Array, text: string, publicKey: Uint8Array): boolean {
  const blob = findBase64(text.split('\n').slice(1, -2).join(''));
  const signature = blob?.subarray(-64);
  if (signature?.byteLength !== 64 || sshArmour(publicKey, signature) !== text) return false;
  return isVerified(signature, sshMessage(file), publicKey);
}

/** The key in a file that {@link minisignPublicKey} wrote. */
export function findMinisignKey(text: string): Uint8Array | undefined {
  const key = findBase64(text.split('\n')[1] ?? '')?.slice(10);
  return key?.byteLength === 32 && minisignPublicKey(key) === text ? key : undefined;
}

/** Ed25519 (RFC 8032), strictly: no second spelling of a signature or a key is taken. */
export function isVerified(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false; // not a key, not a signature: then it did not sign this
  }
}
