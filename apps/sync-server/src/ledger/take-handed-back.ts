import { isSignedBy, type Json, type OpenEntry, openEntry, parseCanonical, signEntry } from '@nrm/domain/ledger';
import { type ActId, uuidV7 } from '@nrm/domain/shared';
import type { HandBackAnswer, HandBackRequest } from '@nrm/domain/sync';
import { appendToOwnChain, type ServerAuthor } from './write-act.ts';

/**
 * Writes again what the server itself had written and forgot when it was restored: introductions, roles, connected
 * laptops, the directory. They are believed by the server's own signature and get a new place under their old ids, so
 * that the same hand-back by the next laptop changes nothing. The rules judge them as they judge everything.
 *
 * @param publicKey the server's own, Ed25519, raw, base64url
 */
export async function takeHandedBack(
  server: ServerAuthor,
  publicKey: string,
  { entries }: HandBackRequest,
): Promise<HandBackAnswer> {
  const own = entries
    .map((entry) => openEntry(entry, server.crypto))
    .filter((open): open is OpenEntry => open?.header.device === server.device && open.entry.payload !== null)
    .filter((open) => isSignedBy(open, publicKey, server.crypto))
    .sort((a, b) => a.header.generation - b.header.generation || a.header.deviceSeq - b.header.deviceSeq);
  let written = 0;
  // One by one: each is judged, and counts, upon what the one before it brought back.
  for (const open of own) {
    const receipts = await appendToOwnChain(server, async (chain) => {
      const ids = [open.header.id];
      const [known] = await server.store.transaction((tx) => tx.entriesById(ids));
      return known ? [] : [await signAgain(server, open, chain)];
    });
    written += receipts.length;
  }
  return { epoch: server.store.epoch, boot: server.boot, written };
}

/** The same id, words, author and time; its own act, because the others of its act may be lost for good. */
async function signAgain(
  server: ServerAuthor,
  { header, entry }: OpenEntry,
  chain: { readonly generation: number; readonly seq: number; readonly hash: string },
): Promise<OpenEntry> {
  const administration = await server.store.findSubject({ kind: 'governorate', id: server.governorate });
  const subject = await server.store.findSubject(header.subject);
  const { payloadHash: _same, ...kept } = header;
  return signEntry(
    {
      ...kept,
      act: { id: uuidV7(Date.parse(server.now()), server.random(10)) as ActId, index: 0, count: 1 },
      generation: chain.generation,
      deviceSeq: chain.seq + 1,
      prev: chain.seq === 0 ? null : chain.hash,
      basis: { administration: administration?.seq ?? 0, subject: subject?.seq ?? 0 },
      payload: parseCanonical(entry.payload ?? '') as Json,
    },
    entry.salt ?? '',
    server.crypto,
    server.sign,
  );
}
