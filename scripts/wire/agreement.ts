import { feedId, type SubjectRef } from '@nrm/domain/ledger';
import { findThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { readSubject } from '../../apps/desktop/src/core/ledger/subject-rows.ts';
import { verifyLaptopLedger } from '../../apps/desktop/src/core/ledger/verify.ts';
import { findWrongRows } from '../../apps/desktop/src/core/read-models/verify-read-models.ts';
import type { ReadableStore } from '../../apps/desktop/src/core/store/store.ts';
import { verifyLedger } from '../../apps/sync-server/src/ledger/verify-ledger.ts';
import type { ServerAuthor } from '../../apps/sync-server/src/ledger/write-act.ts';
import type { Desk, Governorate } from './governorate.ts';

/**
 * Everything in which laptops that have just synced differ from the server, or any of them from itself: feeds, states,
 * chains, signatures, read models, things that still wait. Empty when the governorate agrees.
 */
export async function findDisagreements(governorate: Governorate, desks: readonly Desk[]): Promise<readonly string[]> {
  const author = await governorate.author();
  const server = await verifyLedger(author, governorate.server.server.pool);
  const found = server.troubles.map(({ what, where }) => `server: ${what}: ${where}`);
  for (const [index, { session }] of desks.entries())
    found.push(...(await troublesOf(session.store, author)).map((trouble) => `laptop ${index + 1}: ${trouble}`));
  return found;
}

async function troublesOf(store: ReadableStore, { store: server, governorate }: ServerAuthor): Promise<string[]> {
  const found = verifyLaptopLedger(store).troubles.map(({ what, where }) => `${what}: ${where}`);
  found.push(...findWrongRows(store).map(({ table }) => `${table} is not what a rebuild would make`));
  const waiting = store.get('select count(*) as waiting from entries where own = 1 and outcome is null')?.waiting;
  if (waiting !== 0) found.push(`${waiting} wait for ever`);
  const device = findThisDevice(store);
  if (!device) return [...found, 'no device'];
  for (const feed of [feedId.administration(governorate), feedId.office(device.office), feedId.device(device.device)]) {
    const theirs = await server.feedHead(feed);
    const ours = store.get('select position, chain from feeds where feed = ?', feed);
    if ((ours?.position ?? 0) !== theirs.position || (ours && ours.chain !== theirs.chain))
      found.push(`${feed.split('/')[0]} feed stands at ${ours?.position}, the server's at ${theirs.position}`);
  }
  for (const row of store.all('select kind, id from subjects where coalesce(shown, state) is not null')) {
    const ref = row as unknown as SubjectRef;
    const { seq, chain, state, shown } = readSubject(store, ref);
    const theirs = await server.findSubject(ref);
    if (seq !== theirs?.seq || chain !== theirs.chain) found.push(`${ref.kind} has another chain`);
    for (const [what, ours] of Object.entries({ state, shown }))
      if (canonical(ours) !== canonical(theirs?.state)) found.push(`${ref.kind} has another ${what}`);
  }
  return found;
}

/** PostgreSQL gives the members of an object back in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'nothing';
