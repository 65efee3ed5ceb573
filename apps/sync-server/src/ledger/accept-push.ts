import { authorise } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import {
  CHAIN_START,
  isPlaced,
  isSignedBy,
  linkSubjectChain,
  type OpenEntry,
  openEntry,
  placeInDeviceChain,
  type Receipt,
  type SubjectRef,
  subjectKey,
} from '@nrm/domain/ledger';
import { applyEntry, findVerb, isReadable, judgeEntry, officesOf, readPayload } from '@nrm/domain/registry';
import { type EntryId, type Refusal, type RefusalCode, refuse } from '@nrm/domain/shared';
import type { PushAnswer, PushRequest } from '@nrm/domain/sync';
import { Fault } from '../faults.ts';
import {
  type DeviceLog,
  type LedgerContext,
  type LedgerTransaction,
  type Placement,
  receiptOf,
  type StoredEntry,
  type StoredSubject,
} from './ledger-store.ts';
import { linkPlaced } from './link-entries.ts';

/**
 * Where a referral arrives: the door of the server's ledger. Each act is judged in the order its device wrote it,
 * placed in its subjects, linked into the feeds of those who may read it, and answered with a receipt; all of it in one
 * transaction. Sending the same entries again gives the same receipts and changes nothing.
 *
 * @throws Fault `push.entry-unreadable` with the index: the message is turned away whole
 */
export async function acceptPush(context: LedgerContext, request: PushRequest): Promise<PushAnswer> {
  const entries = request.entries.map((entry, index) => {
    const open = openEntry(entry, context.crypto);
    // A payload that is not what was hashed is quarantined; a header that cannot be read has no place in any chain.
    const header = open ?? openEntry({ ...entry, payload: null, salt: null }, context.crypto);
    if (!header || header.header.device !== request.device || header.header.generation !== request.generation)
      throw new Fault('push.entry-unreadable', { index });
    return { ...header, entry, payloadFits: open !== undefined };
  });
  const answer = await context.store.transaction((tx) => new Acceptance(context, tx).push(request, entries));
  if (answer.mayFreeHeld) await reconsiderHeld(context);
  return answer.answer;
}

/**
 * Looks at the held entries again: an author became known, a supervisor decided, a subject they wait for was placed.
 * Runs until nothing more moves.
 */
export async function reconsiderHeld(context: LedgerContext): Promise<void> {
  while (await context.store.transaction((tx) => new Acceptance(context, tx).reconsider()));
}

type Incoming = OpenEntry & { readonly payloadFits?: boolean };

interface Judged {
  readonly open: Incoming;
  readonly outcome: Placement['outcome'];
  readonly refusal: Refusal | null;
}

const WORST_FIRST = ['quarantined', 'held', 'refused'] as const;

class Acceptance {
  private readonly context: LedgerContext;
  private readonly tx: LedgerTransaction;
  private readonly administrationRef: SubjectRef;
  private subjects = new Map<string, StoredSubject>();
  private readonly placed: StoredEntry[] = [];
  private readonly unplaced: StoredEntry[] = [];
  /** What became of entries that came again in a later generation of their device. */
  private readonly receivedBefore = new Map<EntryId, Receipt>();
  /** Ids that no further entry may have. */
  private readonly taken = new Set<string>();
  private administrationChanged = false;

  constructor(context: LedgerContext, tx: LedgerTransaction) {
    this.context = context;
    this.tx = tx;
    this.administrationRef = { kind: 'governorate', id: context.governorate };
  }

  async push(
    request: PushRequest,
    entries: readonly Incoming[],
  ): Promise<{ answer: PushAnswer; mayFreeHeld: boolean }> {
    let log = await this.tx.lockDevice(request.device);
    // A laptop whose history was cut (an old image, a cloned disk, a backup of ours that is too old) begins another one
    // and issues again what was never proven. Its basis may have gone back with it, as it may after a restore of ours: that
    // gains nobody anything, because a role that ended since is held.
    if (request.generation > log.generation) log = { generation: request.generation, seq: 0, hash: CHAIN_START };
    const receipts: Receipt[] = [];
    let stopped: PushAnswer['stopped'] = request.generation === log.generation ? null : 'fork';
    const fresh: Incoming[] = [];
    let head: DeviceLog = log;
    for (const open of stopped ? [] : entries) {
      const position = placeInDeviceChain(head, open.header);
      if (position === 'known') {
        const known = await this.tx.entryAt(request.device, request.generation, open.header.deviceSeq);
        if (known?.hash !== open.hash) stopped = 'fork';
        else receipts.push(await this.receiptOfKnown(known));
      } else if (position === 'next') {
        fresh.push(open);
        head = { ...head, seq: open.header.deviceSeq, hash: open.hash };
      } else stopped = position;
      if (stopped) break;
    }
    await this.load(fresh);
    const administration = this.administration();
    if (administration && !administration.devices[request.device]) throw new Fault('push.device-unknown');
    await this.findUsedIds(fresh);
    const acts = wholeActs(fresh, (open) => this.receivedBefore.has(open.header.id));
    for (const act of acts) {
      this.takeAct(act);
      for (const open of act)
        log = {
          ...log,
          seq: open.header.deviceSeq,
          hash: open.hash,
        };
    }
    if (acts.length > 0) {
      await this.tx.saveDevice(request.device, log);
      await this.tx.addEntries([...this.unplaced, ...this.placed]);
      await this.save();
    }
    const taken = [...this.unplaced, ...this.placed].sort((a, b) => a.header.deviceSeq - b.header.deviceSeq);
    receipts.push(...taken.map((entry) => this.receivedBefore.get(entry.header.id) ?? receiptOf(entry)));
    return {
      answer: {
        epoch: this.context.store.epoch,
        boot: this.context.boot,
        generation: log.generation,
        receipts,
        chain: { seq: log.seq, hash: log.hash },
        stopped,
      },
      mayFreeHeld: this.administrationChanged || this.placed.some((entry) => findVerb(entry.header.type)?.creates),
    };
  }

  /** Of an entry that was issued again, what became of it the first time. */
  private async receiptOfKnown(known: StoredEntry): Promise<Receipt> {
    if (known.placement.refusal?.code !== 'ledger.already-received') return receiptOf(known);
    const [first] = await this.tx.entriesById([known.header.id]);
    return receiptOf(first ?? known);
  }

  /** @returns whether anything moved */
  async reconsider(): Promise<boolean> {
    const held = await this.tx.heldEntries();
    const acts = [...Map.groupBy(held, (entry) => entry.header.act.id).values()];
    await this.load(held);
    let moved = false;
    for (const act of acts) {
      const before = act.map((entry) => entry.placement.outcome).join();
      const marks = { placed: this.placed.length, unplaced: this.unplaced.length };
      this.takeAct(act, true);
      const taken = [...this.placed.slice(marks.placed), ...this.unplaced.slice(marks.unplaced)];
      if (taken.map((entry) => entry.placement.outcome).join() === before) {
        this.unplaced.length = marks.unplaced;
        continue;
      }
      moved = true;
      for (const entry of taken) await this.tx.placeHeld(entry.hash, entry.placement);
    }
    if (moved) await this.save();
    return moved;
  }

  private async load(entries: readonly OpenEntry[]): Promise<void> {
    const refs = new Map(entries.map((open) => [subjectKey(open.header.subject), open.header.subject]));
    const key = subjectKey(this.administrationRef);
    const shared = refs.has(key) ? [] : [this.administrationRef];
    this.subjects = await this.tx.lockSubjects([...refs.values()], shared);
  }

  /** Ids that somebody used before: by this laptop itself when it issues an entry again, by anybody else never. */
  private async findUsedIds(entries: readonly Incoming[]): Promise<void> {
    for (const known of await this.tx.entriesById(entries.map((open) => open.header.id))) {
      this.taken.add(known.header.id);
      if (entries.some((open) => isIssuedAgain(known, open)))
        this.receivedBefore.set(known.header.id, receiptOf(known));
    }
  }

  /** All or none: the worst outcome of any entry is the outcome of the act. */
  private takeAct(act: readonly Incoming[], again = false): void {
    const tentative = new Map<string, unknown>();
    const judged = act.map((open, index): Judged => {
      const whole = open.header.act.index === index && open.header.act.count === act.length;
      const isTaken = !again && this.taken.has(open.header.id);
      this.taken.add(open.header.id);
      // Before all else: of an act that was received, only what its laptop still waits for comes again.
      if (!again && this.receivedBefore.has(open.header.id)) return quarantine(open, 'ledger.already-received');
      if (!whole) return quarantine(open, 'form.invalid');
      if (isTaken) return quarantine(open, 'ledger.id-reused');
      return this.judge(open, tentative, again);
    });
    const worst = WORST_FIRST.find((outcome) => judged.some((one) => one.outcome === outcome));
    for (const one of judged) {
      if (worst === undefined || one.outcome === worst) this.place(one);
      else this.place({ open: one.open, outcome: worst, refusal: { code: 'ledger.part-of-refused-act' } });
    }
  }

  private judge(open: Incoming, tentative: Map<string, unknown>, again: boolean): Judged {
    const key = subjectKey(open.header.subject);
    const administration = this.administration(tentative);
    const device = administration?.devices[open.header.device];
    const founding = administration === undefined && open.header.type === 'governorate.found';
    if (open.payloadFits === false) return quarantine(open, 'form.invalid');
    if (!founding && !(device && isSignedBy(open, device.publicKey, this.context.crypto)))
      return quarantine(open, 'ledger.signature-invalid');
    if (!isReadable(open)) return hold(open, 'ledger.type-unknown');
    const payload = readPayload(open);
    if (!payload.ok) return { open, outcome: 'quarantined', refusal: payload.refusal };
    const state = tentative.has(key) ? tentative.get(key) : this.subjects.get(key)?.state;
    const decision = again ? administration?.heldDecisions[open.header.id] : undefined;
    if (decision === 'turned-away')
      return {
        open,
        outcome: state === undefined ? 'quarantined' : 'refused',
        refusal: { code: 'ledger.turned-away' },
      };
    if (administration && !founding) {
      const authority = authorise(
        administration,
        this.stored(this.administrationRef).seq,
        open.header,
        officesOf(state, open, payload.value),
      );
      if (authority.kind === 'quarantined') return quarantine(open, authority.code);
      if (authority.kind === 'held' && decision !== 'admitted') return hold(open, authority.code);
    }
    const verdict = judgeEntry(state, open, payload.value, administration);
    if (!verdict.ok) {
      // What it belongs to may itself be held, or come from a laptop that has not called yet.
      if (verdict.refusal.code === 'ledger.subject-unknown') return hold(open, 'ledger.subject-unknown');
      return { open, outcome: 'refused', refusal: verdict.refusal };
    }
    tentative.set(key, applyEntry(state, open, this.stored(open.header.subject).seq + 1, false));
    return { open, outcome: 'applied', refusal: null };
  }

  private place({ open, outcome, refusal }: Judged): void {
    const receivedAt = this.context.now();
    const { payloadFits: _form, ...entry } = open;
    if (!isPlaced(outcome)) {
      this.unplaced.push({ ...entry, placement: { outcome, refusal, subjectSeq: null, receivedAt } });
      return;
    }
    const key = subjectKey(open.header.subject);
    const before = this.stored(open.header.subject);
    if (before.state === undefined && outcome === 'refused') {
      // A subject that does not exist has no story to be refused in: nobody but the author could ever read it.
      this.unplaced.push({ ...entry, placement: { outcome: 'quarantined', refusal, subjectSeq: null, receivedAt } });
      return;
    }
    const seq = before.seq + 1;
    const chain = linkSubjectChain(this.context.crypto, before.chain, seq, open.hash, outcome);
    const state = outcome === 'applied' ? applyEntry(before.state, open, seq, false) : before.state;
    this.subjects.set(key, { ...before, seq, chain, state });
    if (open.header.subject.kind === 'governorate') this.administrationChanged = true;
    this.placed.push({ ...entry, placement: { outcome, refusal, subjectSeq: seq, receivedAt } });
  }

  private async save(): Promise<void> {
    await linkPlaced(this.context, this.tx, this.subjects, this.placed, this.unplaced);
  }

  private administration(tentative?: Map<string, unknown>): GovernorateState | undefined {
    const key = subjectKey(this.administrationRef);
    const state = tentative?.has(key) ? tentative.get(key) : this.subjects.get(key)?.state;
    return state as GovernorateState | undefined;
  }

  private stored(subject: SubjectRef): StoredSubject {
    const stored = this.subjects.get(subjectKey(subject));
    return stored ?? { seq: 0, chain: CHAIN_START, state: undefined, feed: null, move: 0 };
  }
}

/** The same act of the same person, signed into another history of the same device. */
const isIssuedAgain = ({ header: known }: StoredEntry, { header }: Incoming): boolean =>
  known.id === header.id &&
  known.device === header.device &&
  known.generation !== header.generation &&
  known.payloadHash === header.payloadHash &&
  known.type === header.type &&
  known.author.worker === header.author.worker &&
  subjectKey(known.subject) === subjectKey(header.subject);

const quarantine = (open: Incoming, code: RefusalCode): Judged => ({
  open,
  outcome: 'quarantined',
  refusal: refuse(code).refusal,
});
const hold = (open: Incoming, code: RefusalCode): Judged => ({ open, outcome: 'held', refusal: refuse(code).refusal });

/**
 * Groups entries into acts. One that is cut off by the end of the message waits for the next message, unless all that is
 * here of it was received before: then nothing more need come.
 */
function wholeActs(entries: readonly Incoming[], isKnown: (open: Incoming) => boolean): Incoming[][] {
  const acts: Incoming[][] = [];
  for (const open of entries) {
    const last = acts.at(-1);
    const goesOn = last?.[0]?.header.act.id === open.header.act.id && open.header.act.index > 0;
    if (goesOn) last?.push(open);
    else acts.push([open]);
  }
  const last = acts.at(-1);
  const head = last?.[0]?.header.act;
  if (last && head && head.index === 0 && last.length < head.count && !last.every(isKnown)) acts.pop();
  return acts;
}
