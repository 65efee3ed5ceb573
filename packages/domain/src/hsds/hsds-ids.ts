import { Uuid } from '../shared/index.ts';

/**
 * Our id of something an HSDS package names: always the same for the same HSDS id, so that importing twice finds what
 * is there. An id that already has our form is ours (a package we exported) and stays. Any other is hashed, and the hash
 * is given the shape of a UUIDv7, the only one that ids of the ledger have: the nibble of the version and the two bits of
 * the variant are set, the other 122 bits are SHA-256. The time such an id seems to hold means nothing; ids are identity
 * and never order.
 */
export function idFromHsds(sha256: (text: string) => string, kind: string, hsdsId: string): string {
  if (Uuid.safeParse(hsdsId).success) return hsdsId;
  const hex = sha256(`nrm.hsds.1\n${kind}\n${hsdsId}`);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
