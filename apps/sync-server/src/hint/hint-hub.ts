/**
 * The lines on which laptops are told that a feed has grown. Bounded on every side: so many lines, one for a device, and
 * for a line that does not read only the newest position of each feed. What a line says is ids and positions.
 */
import { Readable } from 'node:stream';
import type { FeedId } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import { HINT_HEARTBEAT_MS, type Hint } from '@nrm/domain/sync';

export interface HubLimits {
  /** Lines of one process. */
  readonly lines: number;
  /** Feeds that grow again within this time are told together, milliseconds. */
  readonly gatherMs: number;
  readonly heartbeatMs: number;
}

export const DEFAULT_HUB_LIMITS: HubLimits = { lines: 1_000, gatherMs: 100, heartbeatMs: HINT_HEARTBEAT_MS };

export interface HintHub {
  readonly lines: number;
  readonly hints: number;
  /** The stream of server-sent events for a device, or null when there are too many. An older line of it is ended. */
  open(device: DeviceId, feeds: readonly FeedId[]): Readable | null;
  /** Tells every line what of this it is granted. */
  grew(feeds: Hint['feeds']): void;
  /** What each open line is granted has to be looked at again. @param granted null ends the line */
  regrant(granted: (device: DeviceId) => readonly FeedId[] | null): void;
  /** Every feed that somebody listens to. */
  feeds(): ReadonlySet<FeedId>;
  /** Laptops come back on their own, and are looked at anew. */
  endAll(): void;
  close(): void;
}

export function createHintHub(limits: HubLimits = DEFAULT_HUB_LIMITS): HintHub {
  const lines = new Map<DeviceId, Line>();
  let hints = 0;
  const heartbeat = setInterval(() => {
    for (const line of lines.values()) line.beat();
  }, limits.heartbeatMs);
  heartbeat.unref();
  const endAll = () => {
    for (const line of lines.values()) line.end();
  };
  return {
    get lines() {
      return lines.size;
    },
    get hints() {
      return hints;
    },
    open(device, feeds) {
      const older = lines.get(device);
      if (!older && lines.size >= limits.lines) return null;
      older?.end();
      const line = new Line(new Set(feeds), limits.gatherMs, () => {
        if (lines.get(device) === line) lines.delete(device);
      });
      lines.set(device, line);
      return line.stream;
    },
    grew(feeds) {
      for (const line of lines.values()) if (line.tell(feeds)) hints++;
    },
    regrant(granted) {
      for (const [device, line] of lines) {
        const feeds = granted(device);
        if (feeds === null) line.end();
        else line.granted = new Set(feeds);
      }
    },
    feeds: () => new Set([...lines.values()].flatMap(({ granted }) => [...granted])),
    endAll,
    close() {
      clearInterval(heartbeat);
      endAll();
    },
  };
}

class Line {
  readonly stream: Readable;
  granted: ReadonlySet<FeedId>;
  private readonly gatherMs: number;
  private readonly pending = new Map<FeedId, number>();
  private gathering: NodeJS.Timeout | null = null;
  /** False while what was said last has not left this computer. */
  private isRead = false;
  private silentBeats = 0;
  private ended = false;

  constructor(granted: ReadonlySet<FeedId>, gatherMs: number, onEnd: () => void) {
    this.granted = granted;
    this.gatherMs = gatherMs;
    this.stream = new Readable({
      highWaterMark: 4_096,
      read: () => {
        this.isRead = true;
        this.silentBeats = 0;
        this.flush();
      },
      destroy: (error, done) => {
        if (this.gathering) clearTimeout(this.gathering);
        onEnd();
        done(error);
      },
    });
  }

  /** @returns whether any of it concerns this line */
  tell(feeds: Hint['feeds']): boolean {
    let concerns = false;
    for (const { feed, position } of feeds) {
      if (!this.granted.has(feed)) continue;
      concerns = true;
      this.pending.set(feed, Math.max(position, this.pending.get(feed) ?? 0));
    }
    if (concerns) this.flush();
    return concerns;
  }

  beat(): void {
    // Two heartbeats that did not leave: nobody is there.
    if (!this.isRead && ++this.silentBeats > 2) return void this.stream.destroy();
    if (this.isRead) this.say(': here\n\n');
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    // From now on nothing concerns it, also while its end is on the way.
    this.granted = new Set();
    this.isRead = false;
    if (this.gathering) clearTimeout(this.gathering);
    this.pending.clear();
    this.stream.push(null);
    // Whoever reads gets the end; whoever does not is not waited for.
    setImmediate(() => this.stream.destroy());
  }

  /** The first hint leaves at once; what follows within a moment leaves together. */
  private flush(): void {
    if (this.pending.size === 0 || !this.isRead || this.gathering || this.ended) return;
    const hint: Hint = { feeds: [...this.pending].map(([feed, position]) => ({ feed, position })) };
    this.pending.clear();
    this.gathering = setTimeout(() => {
      this.gathering = null;
      this.flush();
    }, this.gatherMs);
    this.say(`event: grown\ndata: ${JSON.stringify(hint)}\n\n`);
  }

  private say(text: string): void {
    if (!this.ended && !this.stream.destroyed) this.isRead = this.stream.push(text);
  }
}
