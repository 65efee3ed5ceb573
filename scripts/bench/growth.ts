import { withFillPrograms } from './fill-programs.ts';
import { type Percentiles, round } from './percentiles.ts';

/** One laptop, watched while it is filled with far more than an office has. */
export interface GrowthFigures {
  readonly entries: number;
  readonly mark: number;
  readonly microsPerEntryToMark: number;
  readonly microsPerEntry: number;
  /** Of as many entries as the mark counts, at the end. */
  readonly microsPerEntryLast: number;
  /** All of them against the first ones: 1 is linear. */
  readonly timesTheMark: number;
  readonly lastTimesTheMark: number;
  readonly peakMegabytes: number;
  readonly replicaMegabytes: number;
  /** With all of them there. */
  readonly appendMs: Percentiles;
}

export const measureGrowth = (entries: number, mark: number): Promise<GrowthFigures> =>
  withFillPrograms(entries, 0, async ({ pages, fill }) => {
    const { laptop } = await fill(mark);
    const perEntry = (seconds: number, count: number) => (seconds / count) * 1e6;
    const { marked, beforeLast, filledSeconds } = laptop;
    const toMark = perEntry(marked.seconds, marked.entries);
    const all = perEntry(filledSeconds, pages.links);
    const last = perEntry(filledSeconds - beforeLast.seconds, pages.links - beforeLast.entries);
    return {
      entries: pages.links,
      mark: marked.entries,
      microsPerEntryToMark: round(toMark),
      microsPerEntry: round(all),
      microsPerEntryLast: round(last),
      timesTheMark: round(all / toMark),
      lastTimesTheMark: round(last / toMark),
      peakMegabytes: Math.round(laptop.peakMegabytes),
      replicaMegabytes: round(laptop.replicaMegabytes),
      appendMs: laptop.appendMs,
    };
  });
