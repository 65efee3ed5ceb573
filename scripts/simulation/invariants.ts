import type { GovernorateState } from '@nrm/domain/governorate';
import { feedId, type SubjectRef, subjectKey } from '@nrm/domain/ledger';
import type { EntryId } from '@nrm/domain/shared';
import { readSubject } from '../../apps/desktop/src/core/ledger/subject-rows.ts';
import { verifyLaptopLedger } from '../../apps/desktop/src/core/ledger/verify.ts';
import type { StoredEntry } from '../../apps/sync-server/src/ledger/ledger-store.ts';
import type { Machine } from './machine.ts';
import type { Governorate } from './weeks.ts';

/** What must hold when everything was repaired and nobody has news. Each sentence names the machine and the place. */
export async function findTroubles(governorate: Governorate): Promise<readonly string[]> {
  const { server, machines } = governorate;
  const troubles: string[] = [];
  const written = machines.flatMap(({ ledger }) =>
    ledger.store.all('select id from entries where own = 1').map((row) => row.id as EntryId),
  );
  const acknowledged = machines.flatMap((machine) => [...machine.acknowledged]);
  const ids = [...new Set([...written, ...acknowledged])];
  const stored = new Map(
    (await server.store.transaction((tx) => tx.entriesById(ids))).map((entry) => [entry.header.id, entry]),
  );
  const everything = governorate.memory.entries();
  const there = new Set(everything.map(({ header }) => header.id));
  for (const machine of machines) {
    const say = (what: string) => troubles.push(`${machine.name}: ${what}`);
    if (machine.fault && !isStrangerWithNothing(machine)) say(`cannot go on: ${machine.fault}`);
    nothingWaitsOrIsSilent(machine, stored, say);
    nothingIsLost(governorate, machine, there, say);
    nothingIsForgottenForGood(governorate, machine, there, say);
    if (!isStrangerWithNothing(machine)) await agreesWithServer(governorate, machine, say);
    for (const { what, where } of verifyLaptopLedger(machine.ledger.store).troubles) say(`${what} (${where})`);
  }
  troubles.push(...(await cutsAreReported(governorate)));
  troubles.push(...(await feedsGiveNothingAway(governorate)));
  troubles.push(...endedRolesAreHeld(governorate, everything));
  for (const { header, placement } of everything)
    if (placement.refusal?.code === 'ledger.id-reused') troubles.push(`${header.type} was taken for another one`);
  return troubles;
}

function nothingWaitsOrIsSilent(
  { ledger: { store } }: Machine,
  stored: ReadonlyMap<EntryId, StoredEntry>,
  say: (what: string) => void,
): void {
  for (const row of store.all('select id, type, outcome, refusal from entries where own = 1')) {
    if (row.outcome === null) say(`${row.type} waits for ever`);
    else if (row.outcome !== 'applied' && row.refusal === null) say(`${row.type} is ${row.outcome} in silence`);
    const theirs = stored.get(row.id as EntryId)?.placement.outcome ?? 'quarantined';
    if (row.outcome !== null && row.outcome !== theirs) say(`${row.type} is ${row.outcome} here and ${theirs} there`);
  }
  // Acknowledged, and neither come back through a feed nor gone to whom it belongs now: it would be shown for ever.
  const stays = 'own = 1 and subject_seq is not null and placed = 0 and left_at is null';
  for (const { type } of store.all(`select type from entries where ${stays}`))
    say(`${type} stays though others have it`);
}

/**
 * Whatever was typed or acknowledged is on the server. Only where the server went back and the laptop that wrote it went back too
 * may it be gone, and then whoever else had received it still shows it.
 */
function nothingIsLost(
  { serverWentBack, wentBack }: Governorate,
  { acknowledged, written, device, ledger: { store } }: Machine,
  there: ReadonlySet<EntryId>,
  say: (what: string) => void,
): void {
  if (serverWentBack && wentBack.has(device)) return;
  for (const id of new Set([...written, ...acknowledged])) {
    if (there.has(id)) continue;
    const here = store.get('select type from entries where id = ?', id);
    say(`${here?.type ?? 'an entry'} was ${acknowledged.has(id) ? 'acknowledged' : 'written'} and is lost`);
  }
}

/** Connected after the backup the server was restored from, and never filled: it has to be connected again. */
const isStrangerWithNothing = ({ fault, ledger: { store } }: Machine): boolean =>
  fault?.startsWith('server.refused-device') === true &&
  store.get('select 1 from entries where own = 1 union all select 1 from feeds') === undefined;

async function agreesWithServer(
  { server }: Governorate,
  { device, office, ledger: { store } }: Machine,
  say: (what: string) => void,
): Promise<void> {
  const granted = new Set<string>([
    feedId.administration(server.governorate),
    feedId.directory(server.governorate),
    feedId.office(office),
    feedId.device(device),
  ]);
  for (const { feed, position, chain } of store.all('select feed, position, chain from feeds')) {
    if (!granted.has(feed as string)) say(`holds ${feed}, which it is not granted`);
    const theirs = await server.store.feedHead(feed as never);
    if (theirs.position !== position || theirs.chain !== chain) say(`stands elsewhere in ${feed}`);
  }
  for (const row of store.all('select kind, id from subjects where state is not null')) {
    const ref = row as unknown as SubjectRef;
    const mine = readSubject(store, ref);
    const theirs = await server.store.findSubject(ref);
    const same =
      mine.seq === theirs?.seq &&
      mine.chain === theirs.chain &&
      mine.feed === theirs.feed &&
      JSON.stringify(mine.state) === JSON.stringify(theirs.state);
    if (!same) say(`${subjectKey(ref)} is not what the server has`);
    const aside = store.get(
      'select 1 from entries where subject_kind = ? and subject_id = ? and placed = 0 and own = 0',
      ref.kind,
      ref.id,
    );
    if (!aside && JSON.stringify(mine.shown) !== JSON.stringify(mine.state)) say(`${subjectKey(ref)} shows more`);
    if (mine.feed !== null && !granted.has(mine.feed)) say(`${subjectKey(ref)} belongs to somebody else`);
  }
}

/** What a restored server had forgotten is back, unless the laptop that wrote it went back too. */
function nothingIsForgottenForGood(
  { wentBack, machines }: Governorate,
  { ledger: { store } }: Machine,
  there: ReadonlySet<EntryId>,
  say: (what: string) => void,
): void {
  const switchedOn = new Set(machines.map(({ device }) => device));
  for (const { id, type, device } of store.all('select id, type, device from entries where own = 0 and placed = 0')) {
    const author = device as Machine['device'];
    if (!there.has(id as EntryId) && !wentBack.has(author))
      say(`${type} of ${switchedOn.has(author) ? 'a laptop' : 'the server'} is forgotten`);
  }
}

/** No feed carries what belongs to the readers of another one now. */
async function feedsGiveNothingAway({ server, machines }: Governorate): Promise<string[]> {
  const troubles: string[] = [];
  for (const feed of new Set(machines.map(({ office }) => feedId.office(office))))
    for (const { item, entry } of await server.store.linksAfter(feed, 0, 100_000)) {
      if (item.kind !== 'entry' || entry === null) continue;
      const subject = await server.store.findSubject(item.subject);
      if (subject?.feed !== feed) troubles.push(`${feed} still carries ${subjectKey(item.subject)}`);
    }
  return troubles;
}

/** Nothing counts that arrived after its author's role had ended, unless a supervisor let it. */
function endedRolesAreHeld({ serverWentBack }: Governorate, everything: readonly StoredEntry[]): string[] {
  if (serverWentBack) return [];
  const payloadOf = ({ entry }: StoredEntry) => JSON.parse(entry.payload ?? '{}') as Record<string, string>;
  const admitted = new Set(
    everything.filter(({ header }) => header.type === 'held.admit').map((e) => payloadOf(e).entry),
  );
  const endings = everything.filter(
    ({ header, placement }) => header.type === 'worker.end-role' && placement.outcome === 'applied',
  );
  return everything.flatMap(({ header, placement }) => {
    if (placement.outcome !== 'applied' || header.subject.kind !== 'case' || admitted.has(header.id)) return [];
    const ended = endings.some(
      (ending) =>
        payloadOf(ending).worker === header.author.worker && ending.placement.receivedAt < placement.receivedAt,
    );
    return ended ? [`${header.type} counts though its author's role had ended`] : [];
  });
}

async function cutsAreReported({ server, machines }: Governorate): Promise<string[]> {
  const state = (await server.store.findSubject(server.governorateRef))?.state as GovernorateState;
  const troubles: string[] = [];
  for (const machine of machines) {
    const log = await server.store.findDevice(machine.device);
    if (log && log.generation > 1 && state.devices[machine.device]?.generation === undefined)
      troubles.push(`${machine.name}: began anew ${log.generation - 1} times and nobody was told`);
  }
  return troubles;
}
