/** BagIt 1.0 (RFC 8493), as much of it as an export uses: one algorithm, manifests of our own spelling. */
export const BAG_DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
export const MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';
export const MINISIGN_SIGNATURE = `${TAG_MANIFEST}.minisig`;
export const SSH_SIGNATURE = `${TAG_MANIFEST}.sig`;
export const MINISIGN_KEY = 'laptop.pub';
export const SSH_KEY = 'laptop.signers';

/** What stands beside the payload of every bag and is named in its tag manifest. */
export const TAG_FILES = ['bagit.txt', 'bag-info.txt', MANIFEST, MINISIGN_KEY, SSH_KEY] as const;

/** SHA-256 by path, as it stands in a manifest. */
export type Hashes = ReadonlyMap<string, string>;

export const manifestText = (hashes: Hashes): string =>
  [...hashes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, hash]) => `${hash}  ${path}\n`)
    .join('');

/** undefined when it is not a manifest, or not spelled as {@link manifestText} spells it */
export function findManifest(text: string): Hashes | undefined {
  const hashes = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [, hash, path] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (hash === undefined || path === undefined) return undefined;
    hashes.set(path, hash);
  }
  return manifestText(hashes) === text ? hashes : undefined;
}

/** @param payload how many bytes in how many files */
export const bagInfo = (fields: Readonly<Record<string, string>>, payload: { bytes: number; files: number }): string =>
  Object.entries({ ...fields, 'Payload-Oxum': `${payload.bytes}.${payload.files}` })
    .map(([label, value]) => `${label}: ${value.replaceAll(/\s+/g, ' ')}\n`)
    .join('');

/** Names that FAT32 and Windows keep as they are, `con.txt` and its kin apart. BagIt's own names are longer. */
export const isPlainName = (name: string): boolean =>
  /^[a-z0-9]{1,32}(\.[a-z0-9]{1,8}){0,2}$/.test(name) && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(name);
