import {
  BAG_DECLARATION,
  findManifest,
  type Hashes,
  MANIFEST,
  MINISIGN_KEY,
  MINISIGN_SIGNATURE,
  SSH_KEY,
  SSH_SIGNATURE,
  TAG_FILES,
  TAG_MANIFEST,
} from './bag.ts';
import { findText } from './bytes.ts';
import {
  findMinisignKey,
  isSignedForMinisign,
  isSignedForSsh,
  minisignPublicKey,
  sshAllowedSigner,
} from './detached-signature.ts';
import type { Troubles } from './report.ts';

/** The files of a bag as they were found: all their hashes, and the content of the small ones. */
export interface FoundBag {
  readonly hashes: Hashes;
  find(path: string): Uint8Array | undefined;
  /** How its paths are told, for example `inside: `. */
  readonly tell: (path: string) => string;
}

/**
 * Checks a bag to the letter: nothing missing, nothing added, nothing altered, both signatures by the key it carries.
 * Whose key that is, is a question to what is inside.
 * @returns that key, where there is one
 */
export function checkBag({ hashes, find, tell }: FoundBag, troubles: Troubles): Uint8Array | undefined {
  const textOf = (path: string) => findText(find(path) ?? new Uint8Array(0));
  if (!hashes.has('bagit.txt') || textOf('bagit.txt') !== BAG_DECLARATION)
    troubles.add('bag.not-a-bag', tell('bagit.txt'));
  const payload = manifestOf(MANIFEST);
  const tags = manifestOf(TAG_MANIFEST);

  function manifestOf(name: string): Hashes {
    if (!hashes.has(name)) {
      troubles.add('bag.file-missing', tell(name));
      return new Map();
    }
    const manifest = findManifest(textOf(name) ?? '');
    if (!manifest) troubles.add('bag.manifest-form', tell(name));
    return manifest ?? new Map();
  }

  for (const name of TAG_FILES) if (!tags.has(name)) troubles.add('bag.file-missing', tell(name));
  for (const [path, hash] of [...payload, ...tags]) {
    const found = hashes.get(path);
    if (found === undefined) troubles.add('bag.file-missing', tell(path));
    else if (found !== hash) troubles.add('bag.file-altered', tell(path));
  }
  const unnamed = [TAG_MANIFEST, MINISIGN_SIGNATURE, SSH_SIGNATURE];
  for (const path of hashes.keys()) {
    const isNamed = path.startsWith('data/') ? payload.has(path) : tags.has(path) || unnamed.includes(path);
    if (!isNamed) troubles.add('bag.file-added', tell(path));
  }
  return checkSignatures();

  function checkSignatures(): Uint8Array | undefined {
    const key = findMinisignKey(textOf(MINISIGN_KEY) ?? '');
    if (!key || textOf(MINISIGN_KEY) !== minisignPublicKey(key) || textOf(SSH_KEY) !== sshAllowedSigner(key)) {
      troubles.add('bag.key-missing', tell(MINISIGN_KEY));
      return key;
    }
    const signed = find(TAG_MANIFEST);
    for (const [name, isSigned] of [
      [MINISIGN_SIGNATURE, isSignedForMinisign],
      [SSH_SIGNATURE, isSignedForSsh],
    ] as const) {
      if (!hashes.has(name)) troubles.add('bag.signature-missing', tell(name));
      else if (!signed || !isSigned(signed, textOf(name) ?? '', key)) troubles.add('bag.signature-wrong', tell(name));
    }
    return key;
  }
}
