import { FeedId } from '@nrm/domain/ledger';
import { DeviceId } from '@nrm/domain/shared';
import { Hint } from '@nrm/domain/sync';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFeedWatch, feedsGrewMessages } from './feed-watch.ts';
import { createHintHub, DEFAULT_HUB_LIMITS } from './hint-hub.ts';

const deviceNumber = (number: number) => DeviceId.parse(`0192f7a0-0000-7000-8000-${String(number).padStart(12, '0')}`);
const OFFICE = FeedId.parse('office/mosul');
const OTHER = FeedId.parse('office/sinjar');
const ADMINISTRATION = FeedId.parse('administration/ninewa');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const soon = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Reads a line as a laptop does. */
function listen(stream: NodeJS.ReadableStream | null) {
  const heard: Hint['feeds'][] = [];
  const line = { heard, beats: 0, ended: false };
  stream?.on('data', (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    const [, data] = /^data: (.*)$/m.exec(text) ?? [];
    if (data === undefined) line.beats++;
    else heard.push(Hint.parse(JSON.parse(data)).feeds);
  });
  stream?.on('close', () => (line.ended = true));
  return line;
}

it('tells each line what it is granted, the first at once and what follows within a moment together', async () => {
  const hub = createHintHub();
  const first = listen(hub.open(deviceNumber(1), [OFFICE]));
  const second = listen(hub.open(deviceNumber(2), [OTHER]));
  await soon();
  for (let position = 1; position <= 50; position++) hub.grew([{ feed: OFFICE, position }]);
  await soon();
  expect(first.heard).toEqual([[{ feed: OFFICE, position: 1 }]]);
  await vi.advanceTimersByTimeAsync(DEFAULT_HUB_LIMITS.gatherMs);
  await soon();
  expect(first.heard.slice(1)).toEqual([[{ feed: OFFICE, position: 50 }]]);
  expect(second.heard).toEqual([]);
  hub.close();
});

it('keeps the newest position only for a line that nobody reads, and gives it up after some heartbeats', async () => {
  const hub = createHintHub();
  const stream = hub.open(deviceNumber(1), [OFFICE]);
  await soon();
  for (let position = 1; position <= 20_000; position++) {
    hub.grew([{ feed: OFFICE, position }]);
    if (position % 100 === 0) await vi.advanceTimersByTimeAsync(DEFAULT_HUB_LIMITS.gatherMs);
  }
  expect(stream?.readableLength).toBeLessThan(8_192);
  await vi.advanceTimersByTimeAsync(4 * DEFAULT_HUB_LIMITS.heartbeatMs);
  expect(hub.lines).toBe(0);
  hub.close();
});

it('has one line for a device and a bounded number of them, and says on each that it lives', async () => {
  const hub = createHintHub({ ...DEFAULT_HUB_LIMITS, lines: 2 });
  const older = listen(hub.open(deviceNumber(1), [OFFICE]));
  const newer = listen(hub.open(deviceNumber(1), [OFFICE]));
  expect(hub.open(deviceNumber(2), [OFFICE])).not.toBeNull();
  expect(hub.open(deviceNumber(3), [OFFICE])).toBeNull();
  await soon();
  expect([older.ended, newer.ended, hub.lines]).toEqual([true, false, 2]);
  await vi.advanceTimersByTimeAsync(DEFAULT_HUB_LIMITS.heartbeatMs);
  await soon();
  expect(newer.beats).toBe(1);
  hub.close();
  await soon();
  expect([newer.ended, hub.lines]).toEqual([true, 0]);
});

it('looks at what is granted before it tells that the administration changed, and ends all where it cannot', async () => {
  const hub = createHintHub();
  let office = OFFICE;
  let works = true;
  const watch = createFeedWatch({
    hub,
    async readGrants() {
      if (!works) throw new Error('the database is away');
      return (device) => (device === deviceNumber(2) ? null : [ADMINISTRATION, office]);
    },
    readPosition: async () => 9,
  });
  const moved = listen(hub.open(deviceNumber(1), [ADMINISTRATION, OFFICE]));
  const revoked = listen(hub.open(deviceNumber(2), [ADMINISTRATION, OFFICE]));
  await soon();
  office = OTHER;
  const [said = ''] = feedsGrewMessages([
    { feed: ADMINISTRATION, position: 4 },
    { feed: OFFICE, position: 7 },
  ]);
  watch.heard(said);
  for (const rubbish of ['', '[[', '[["office/mosul", -1]]', '{}']) watch.heard(rubbish);
  await soon();
  expect(moved.heard).toEqual([[{ feed: ADMINISTRATION, position: 4 }]]);
  expect([revoked.ended, revoked.heard]).toEqual([true, []]);
  await vi.advanceTimersByTimeAsync(DEFAULT_HUB_LIMITS.gatherMs);
  await watch.lookAgain();
  await soon();
  expect(moved.heard.at(-1)).toEqual([
    { feed: ADMINISTRATION, position: 9 },
    { feed: OTHER, position: 9 },
  ]);
  works = false;
  await watch.lookAgain();
  await soon();
  expect([moved.ended, hub.lines]).toEqual([true, 0]);
  hub.close();
});

it('says many feeds in messages that PostgreSQL carries', () => {
  const heads = Array.from({ length: 250 }, (_, index) => ({
    feed: FeedId.parse(`device/${deviceNumber(index)}`),
    position: 2_000_000_000,
  }));
  const messages = feedsGrewMessages(heads);
  expect(Math.max(...messages.map((message) => Buffer.byteLength(message)))).toBeLessThan(8_000);
  expect(messages.flatMap((message) => JSON.parse(message) as unknown[])).toHaveLength(250);
});
