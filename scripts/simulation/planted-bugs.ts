/**
 * Mistakes that the simulation must find: each is planted into the real source while it is loaded, one at a time. A
 * simulation that does not notice them would not notice ours either.
 */
export interface PlantedBug {
  readonly what: string;
  /** From the root of the project. */
  readonly file: string;
  readonly find: string;
  readonly instead: string;
  /** The seed from which to look, where it is rare. */
  readonly from?: number;
}

const DOOR = 'apps/sync-server/src/ledger/accept-push.ts';
const LINKS = 'apps/sync-server/src/ledger/link-entries.ts';
const RECEIVE = 'apps/desktop/src/core/ledger/receive.ts';
const REJOIN = 'apps/desktop/src/core/ledger/rejoin.ts';

export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  'forks-unseen': {
    what: 'the server does not compare what it is sent again with what it has',
    file: DOOR,
    find: 'known?.hash !== open.hash',
    instead: 'known === undefined',
    from: 154,
  },
  'ended-role-counts': {
    what: 'the server lets entries count whose author has lost the role since',
    file: DOOR,
    find: "if (authority.kind === 'held' && decision !== 'admitted')",
    instead: "if (authority.kind === 'held' && authority.code !== 'access.role-ended' && decision !== 'admitted')",
  },
  'silent-refusal': {
    what: 'the server refuses without saying why',
    file: DOOR,
    find: "return { open, outcome: 'refused', refusal: verdict.refusal };",
    instead: "return { open, outcome: 'refused', refusal: null };",
  },
  'issued-again-twice': {
    what: 'an act that comes again in a new history of its laptop is a second verdict',
    file: DOOR,
    find: 'known.generation !== header.generation &&',
    instead: 'known.generation === header.generation &&',
    from: 32,
  },
  'transfer-without-history': {
    what: 'a file that moves to another office arrives there without its history',
    file: LINKS,
    find: 'for (const entry of await tx.entriesOf(ref))',
    instead: 'for (const entry of (await tx.entriesOf(ref)).slice(-1))',
  },
  'transfer-not-withheld': {
    what: 'the office a file left still carries it',
    file: LINKS,
    find: 'await tx.withhold(from, ref);',
    instead: '',
  },
  'leaving-not-told': {
    what: 'the office a file left is not told',
    file: LINKS,
    find: "links.push({ feed: from, item: { kind: 'subject-left', subject: ref, move: subject.move } });",
    instead: '',
  },
  'author-keeps-what-left': {
    what: 'who wrote about a file that others read by now is not told that it is gone',
    file: LINKS,
    find: 'links.push(...leftBehind(context, subjects, placed));',
    instead: '',
  },
  'leaving-takes-what-waits': {
    what: 'a file that leaves takes along what this laptop has not sent yet',
    file: RECEIVE,
    find: 'and own = 0 and placed = 1',
    instead: '',
  },
  'receipts-forgotten': {
    what: 'a laptop forgets the receipts of what is not placed',
    file: RECEIVE,
    find: "if (!row || row.placed === 1 || (row.outcome !== null && row.outcome !== 'held')) return;",
    instead: 'if (!row || row.placed === 1 || row.outcome !== null) return;',
    from: 213,
  },
  'nothing-offered-again': {
    what: 'a laptop does not offer again what a restored server has forgotten',
    file: REJOIN,
    find: 'of offerAgain(tx)',
    instead: 'of []',
  },
  'feeds-not-cut': {
    what: 'a laptop keeps its place in a feed that the server has written anew',
    file: REJOIN,
    find: 'shared.get(feed) ?? 0, touched',
    instead: '1e9, touched',
  },
  'set-aside-shown-as-placed': {
    what: 'what a restored server has forgotten still counts as placed',
    file: REJOIN,
    find: 'setAside(tx, ref, standing.get(key)?.seq ?? 0)',
    instead: 'void ref',
  },
  'server-not-handed-back': {
    what: 'a restored server does not get back what it had written itself',
    file: 'apps/desktop/src/core/sync/rejoin-server.ts',
    find: "await handBack(ledger, transport, signal, 'set-aside');",
    instead: 'await Promise.resolve();',
    from: 24,
  },
  'waiting-not-signed-again': {
    what: 'a laptop that begins anew forgets what was waiting',
    file: 'apps/desktop/src/core/ledger/begin-generation.ts',
    find: 'for (const { header, entry } of waiting) {',
    instead: 'for (const { header, entry } of waiting.slice(1)) {',
  },
  'spared-taken-for-withheld': {
    what: 'a laptop that lost what it wrote does not ask for what the server spared it',
    file: 'apps/desktop/src/core/sync/receive-new.ts',
    find: 'if (!entry) return undefined;',
    instead: 'if (!entry) { whole.push({ ...link, entry: null }); continue; }',
  },
  'cut-not-reported': {
    what: 'nobody is told that a laptop began its history anew',
    file: 'apps/desktop/src/core/ledger/begin-generation.ts',
    find: 'if (!device || !author) return;',
    instead: 'return;',
  },
};
