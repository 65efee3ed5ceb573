import { createHash } from 'node:crypto';
import {
  BAG_DECLARATION,
  bagInfo,
  MANIFEST,
  MINISIGN_KEY,
  MINISIGN_SIGNATURE,
  manifestText,
  SSH_KEY,
  SSH_SIGNATURE,
  TAG_MANIFEST,
} from '../../audit/bag.ts';
import { utf8 } from '../../audit/bytes.ts';
import {
  type BagSigner,
  minisignPublicKey,
  signForMinisign,
  signForSsh,
  sshAllowedSigner,
} from '../../audit/detached-signature.ts';
import { INNER_ROOT } from '../../audit/export-format.ts';
import { TAR_END, tarHeader, tarPadding } from '../../audit/tar.ts';
import type { InnerFile } from './export-content.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The tag files of a bag but its manifests: a bag inside and one outside are made alike. */
export function tagFiles(
  signer: BagSigner,
  info: Readonly<Record<string, string>>,
  payload: { readonly bytes: number; readonly files: number },
): Map<string, Uint8Array> {
  return new Map(
    Object.entries({
      'bagit.txt': BAG_DECLARATION,
      'bag-info.txt': bagInfo(info, payload),
      [MINISIGN_KEY]: minisignPublicKey(signer.publicKey),
      [SSH_KEY]: sshAllowedSigner(signer.publicKey),
    }).map(([name, text]) => [name, utf8(text)]),
  );
}

/** The manifest of the payload joins the tag files, and all of them stand in the tag manifest. */
export function tagManifest(tags: Map<string, Uint8Array>, payload: ReadonlyMap<string, string>): Uint8Array {
  tags.set(MANIFEST, utf8(manifestText(payload)));
  return utf8(manifestText(new Map([...tags].map(([name, bytes]) => [name, sha256(bytes)]))));
}

export const signaturesOf = (manifest: Uint8Array, signer: BagSigner): readonly (readonly [string, Uint8Array])[] => [
  [SSH_SIGNATURE, utf8(signForSsh(manifest, signer))],
  [MINISIGN_SIGNATURE, utf8(signForMinisign(manifest, signer))],
];

/** The inner bag as a tar that streams: the payload first, hashed as it goes by, what names and signs it behind. */
export async function* innerTar(
  files: AsyncIterable<InnerFile>,
  signer: BagSigner,
  info: Readonly<Record<string, string>>,
  seconds: number,
): AsyncIterable<Uint8Array> {
  const hashes = new Map<string, string>();
  const payload = { bytes: 0, files: 0 };
  const whole = function* (path: string, bytes: Uint8Array) {
    yield tarHeader({ path: `${INNER_ROOT}/${path}`, size: bytes.byteLength }, seconds);
    yield bytes;
    yield tarPadding(bytes.byteLength);
  };
  for await (const { path, size, chunks } of files) {
    yield tarHeader({ path: `${INNER_ROOT}/data/${path}`, size }, seconds);
    if (path.endsWith('/')) continue;
    const hash = createHash('sha256');
    let written = 0;
    for (const chunk of chunks()) {
      hash.update(chunk);
      written += chunk.byteLength;
      yield chunk;
    }
    // The replica was put back to another day meanwhile: what comes out now is not what was measured.
    if (written !== size) throw new ContentChanged();
    yield tarPadding(size);
    hashes.set(`data/${path}`, hash.digest('hex'));
    payload.bytes += size;
    payload.files++;
  }
  const tags = tagFiles(signer, info, payload);
  const manifest = tagManifest(tags, hashes);
  for (const [name, bytes] of [...tags, [TAG_MANIFEST, manifest] as const, ...signaturesOf(manifest, signer)])
    yield* whole(name, bytes);
  yield TAR_END;
}

/** Told as "send and receive first": nothing of it was handed over. */
export class ContentChanged extends Error {}
