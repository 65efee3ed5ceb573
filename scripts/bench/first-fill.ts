import { type FloorSaid, type LaptopSaid, withFillPrograms } from './fill-programs.ts';
import { type Percentiles, round } from './percentiles.ts';

/** A laptop filled from nothing over HTTP on this computer, and entries appended to it, beside the floor of the same run. */
export interface FillFigures {
  readonly entries: number;
  readonly people: number;
  /** What an entry says, header and payload, on average. */
  readonly bytesPerEntry: number;
  readonly entriesPerSecond: number;
  /** The same bytes over HTTP, thrown away, and then the same rows of every table by prepared statements. */
  readonly floorEntriesPerSecond: number;
  /** By the clock, of the middle round; the disk has its part in it. */
  readonly timesTheFloor: number;
  /** By the time of the processor alone, which says more where others use the disk. */
  readonly timesTheFloorProcessor: number;
  readonly allRounds: readonly number[];
  readonly megabytesDown: number;
  readonly requests: number;
  /** Until the first 40 people can be listed, looked for and opened. */
  readonly secondsToFirstScreen: number;
  /** Of the whole process, with Node itself. */
  readonly peakMegabytes: number;
  readonly replicaMegabytes: number;
  readonly appendMs: Percentiles;
}

export const measureFirstFill = (entries: number, rounds: number, lateMs: number): Promise<FillFigures> =>
  withFillPrograms(entries, lateMs, async ({ pages, fill, floor }) => {
    const done: { laptop: LaptopSaid; bare: FloorSaid; line: Awaited<ReturnType<typeof fill>>['line'] }[] = [];
    for (let count = 0; count < rounds; count++) {
      const { laptop, line } = await fill(0);
      done.push({ laptop, line, bare: await floor(laptop.transactions) });
    }
    const floorSeconds = ({ httpSeconds, rowsSeconds }: FloorSaid) => httpSeconds + rowsSeconds;
    const ratio = ({ laptop, bare }: (typeof done)[number]) => laptop.filledSeconds / floorSeconds(bare);
    done.sort((a, b) => ratio(a) - ratio(b));
    const middle = done[Math.floor(done.length / 2)];
    if (!middle) throw new Error('nothing was measured');
    const { laptop, bare, line } = middle;
    return {
      entries: pages.links,
      people: pages.people,
      bytesPerEntry: pages.bytesPerEntry,
      entriesPerSecond: Math.round(pages.links / laptop.filledSeconds),
      floorEntriesPerSecond: Math.round(pages.links / floorSeconds(bare)),
      timesTheFloor: round(ratio(middle)),
      timesTheFloorProcessor: round(laptop.processorSeconds / bare.processorSeconds),
      allRounds: done.map((one) => round(ratio(one))),
      megabytesDown: round(line.bytesDown / 1e6),
      requests: line.requests,
      secondsToFirstScreen: round(laptop.firstScreenSeconds),
      peakMegabytes: Math.round(laptop.peakMegabytes),
      replicaMegabytes: round(laptop.replicaMegabytes),
      appendMs: laptop.appendMs,
    };
  });
