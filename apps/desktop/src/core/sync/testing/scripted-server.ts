import { generateKeyPairSync } from 'node:crypto';
import {
  CHAIN_START,
  EntryHeader,
  type FeedHead,
  type FeedItem,
  type FeedLink,
  feedId,
  headsText,
  type Json,
  nextFeedChain,
  openEntry,
  placeInDeviceChain,
  type SubjectRef,
  signEntry,
} from '@nrm/domain/ledger';
import { applyEntry, findVerb, parsePayload } from '@nrm/domain/registry';
import {
  type ActId,
  assert,
  type DeviceId,
  type GovernorateId,
  instantFromMs,
  type OfficeId,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import type { PullAnswer, PullRequest, PushAnswer, PushRequest } from '@nrm/domain/sync';
import { nodeCrypto, rawPublicKey, signerOf } from '../../ledger/node-crypto.ts';
import type { Transport } from '../transport.ts';

const key = generateKeyPairSync('ed25519').privateKey;
const sign = signerOf(key);

/**
 * A server that a test writes line by line: it follows chains and signs heads as the real one does, judges nothing, and
 * does what `before` tells it to do with each message. The real server meets the same laptops in `scripts/simulation`.
 */
export class ScriptedServer implements Transport {
  readonly governorate = 'ninewa' as GovernorateId;
  readonly publicKey = rawPublicKey(key);
  readonly device = newId() as DeviceId;
  readonly worker = newId() as WorkerId;
  epoch = 'epoch-1';
  generation = 1;
  /** deviceSeq of the entries of each message that arrived, and the positions of each question. */
  readonly pushed: number[][] = [];
  readonly pulled: PullRequest['positions'][] = [];
  underWay = 0;
  mostUnderWay = 0;
  /** Runs before a message arrives: throw to lose it, wait to delay it. */
  before: (kind: 'push' | 'pull') => Promise<void> | void = () => undefined;
  /** Runs on the way back: throw to lose the answer, return another to falsify it. */
  after: <Answer extends PushAnswer | PullAnswer>(answer: Answer) => Promise<Answer> | Answer = (answer) => answer;
  /** At most this many of the entries of a message are taken. */
  takes = Number.POSITIVE_INFINITY;

  private readonly links: (FeedLink & { chain: string })[] = [];
  private state: unknown;
  private readonly logs = new Map<DeviceId, { seq: number; hash: string; subjects: Map<string, number> }>();

  constructor() {
    this.write('governorate.found', {
      governorate: this.governorate,
      names: { ar: 'نينوى', en: 'Ninewa' },
      demonstration: true,
      server: { worker: this.worker, name: 'Server', device: this.device, publicKey: this.publicKey },
    });
  }

  connect(device: DeviceId, office: OfficeId, publicKey: string): void {
    this.write('device.connect', { device, office, number: 1, publicKey });
  }

  introduce(office: OfficeId): WorkerId {
    const worker = newId() as WorkerId;
    this.write('worker.introduce', { worker, name: 'A worker' });
    this.write('worker.grant-role', { worker, role: 'caseworker', office });
    return worker;
  }

  get head(): number {
    return this.links.length;
  }

  get received(): number {
    return [...this.logs.values()].reduce((count, { seq }) => count + seq, 0);
  }

  async push(request: PushRequest): Promise<PushAnswer> {
    return this.carry('push', () => this.takeEntries(request));
  }

  async pull(request: PullRequest): Promise<PullAnswer> {
    return this.carry('pull', () => this.answer(request));
  }

  private async carry<Answer extends PushAnswer | PullAnswer>(
    kind: 'push' | 'pull',
    answer: () => Answer,
  ): Promise<Answer> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    try {
      await this.before(kind);
      return await this.after(overTheWire(answer()));
    } finally {
      this.underWay--;
    }
  }

  private takeEntries(request: PushRequest): PushAnswer {
    const log = this.logs.get(request.device) ?? {
      seq: 0,
      hash: CHAIN_START,
      subjects: new Map<string, number>(),
    };
    this.logs.set(request.device, log);
    this.pushed.push(request.entries.map(({ header }) => EntryHeader.parse(JSON.parse(header)).deviceSeq));
    const receipts: PushAnswer['receipts'] = [];
    let stopped: PushAnswer['stopped'] = request.generation === this.generation ? null : 'fork';
    for (const entry of stopped ? [] : request.entries.slice(0, this.takes)) {
      const open = openEntry(entry, nodeCrypto);
      assert(open, 'a laptop sent what cannot be opened');
      const position = placeInDeviceChain(log, open.header);
      if (position === 'gap' || position === 'fork') {
        stopped = position;
        break;
      }
      const { id: subject } = open.header.subject;
      if (position === 'next') {
        log.seq = open.header.deviceSeq;
        log.hash = open.hash;
        log.subjects.set(subject, (log.subjects.get(subject) ?? 0) + 1);
      }
      receipts.push({
        entry: open.header.id,
        outcome: 'applied',
        refusal: null,
        subjectSeq: log.subjects.get(subject) ?? 1,
      });
    }
    return {
      epoch: this.epoch,
      generation: this.generation,
      receipts,
      chain: { seq: log.seq, hash: log.hash },
      stopped,
    };
  }

  /** As if the disk of the server had been put back to an earlier day. */
  forget(device: DeviceId): void {
    this.logs.delete(device);
  }

  private answer(request: PullRequest): PullAnswer {
    this.pulled.push(request.positions);
    const feed = feedId.administration(this.governorate);
    const from = request.positions.find((one) => one.feed === feed)?.position ?? 0;
    const given = this.links.slice(from, from + request.limit);
    const last = given.at(-1);
    const heads: FeedHead[] = last ? [{ feed, position: last.position, chain: last.chain }] : [];
    const unsigned = { epoch: this.epoch, issuedAt: instantFromMs(0), heads };
    return {
      epoch: this.epoch,
      feeds: given.length > 0 ? [{ feed, links: given.map(({ chain: _chain, ...link }) => link) }] : [],
      ended: [],
      more: from + given.length < this.links.length,
      heads: { ...unsigned, signature: sign(headsText(unsigned)) },
    };
  }

  private write(type: string, intent: unknown): void {
    const verb = findVerb(type);
    assert(verb, `no verb ${type}`);
    const asked = parsePayload(verb, intent, verb.intent);
    assert(asked.ok, `not an intent of ${type}`);
    const proposed = verb.propose(this.state as never, asked.value as never, undefined as never);
    assert(proposed.ok, `${type} is refused`);
    const subject: SubjectRef = { kind: 'governorate', id: this.governorate };
    const seq = this.links.length + 1;
    const open = signEntry(
      {
        id: newId() as never,
        subject,
        type,
        version: verb.version,
        act: { id: newId() as ActId, index: 0, count: 1 },
        at: { instant: instantFromMs(seq), clock: 'ok' },
        author: { worker: this.worker, role: 'governorate-administrator' },
        device: this.device,
        generation: 1,
        deviceSeq: seq,
        prev: seq === 1 ? null : CHAIN_START,
        basis: { administration: seq - 1, subject: seq - 1 },
        payload: proposed.value as Json,
      },
      '0'.repeat(32),
      nodeCrypto,
      sign,
    );
    this.state = applyEntry(this.state, open, seq, false);
    const item: FeedItem = {
      kind: 'entry',
      subject,
      move: 0,
      subjectSeq: seq,
      entryHash: open.hash,
      outcome: 'applied',
      refusal: null,
      receivedAt: instantFromMs(seq),
    };
    const chain = nextFeedChain(nodeCrypto, this.links.at(-1)?.chain ?? CHAIN_START, seq, item);
    this.links.push({ position: seq, item, entry: open.entry, chain });
  }
}

let made = 0;
export const newId = (): string => uuidV7(1_760_000_000_000 + ++made, crypto.getRandomValues(new Uint8Array(10)));

const overTheWire = <Message>(message: Message): Message => JSON.parse(JSON.stringify(message));
