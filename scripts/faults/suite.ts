import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../simulation/governorate.ts';

/** What a suite is asked for. */
export interface SuiteOptions {
  readonly cases: number;
  readonly seed: number;
  /** One case of them alone, to look at what it found. */
  readonly only?: number | undefined;
  say(line: string): void;
}

/** What came of it. The four counts are of cases; anything but 0 in the last three is a defect. */
export interface SuiteResult {
  readonly cases: number;
  /** something acknowledged was not there afterwards */
  readonly lost: number;
  /** something was there twice */
  readonly doubled: number;
  /** something was different, and nobody was told */
  readonly silent: number;
  /** What the cases ended in: fault codes and fixed words, with how many of each. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The first cases that went wrong, in words. */
  readonly failures: readonly string[];
  /** Why it could not be run on this machine. */
  readonly skipped?: string;
}

export interface Verdict {
  readonly outcome: string;
  readonly lost?: readonly string[];
  readonly doubled?: readonly string[];
  readonly silent?: readonly string[];
}

/** Each case has its own numbers, so that it can be repeated without the ones before it. */
export const randomOfCase = (seed: number, number: number) => seededRandom(Math.imul(seed, 1_000_003) + number * 7919);

const FAILURES_TOLD = 12;

export function createTally({ seed, say }: SuiteOptions, suite: string) {
  const outcomes: Record<string, number> = {};
  const failures: string[] = [];
  const counts = { cases: 0, lost: 0, doubled: 0, silent: 0 };
  return {
    add(number: number, { outcome, ...wrong }: Verdict): void {
      counts.cases++;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      for (const what of ['lost', 'doubled', 'silent'] as const) {
        const found = wrong[what] ?? [];
        if (found.length === 0) continue;
        counts[what]++;
        const line = `${suite} --seed ${seed} --case ${number}: ${what} ${found.slice(0, 4).join(', ')} (${outcome})`;
        if (failures.length < FAILURES_TOLD) failures.push(line);
        say(line);
      }
    },
    result: (): SuiteResult => ({ ...counts, outcomes, failures }),
  };
}

export const skippedSuite = (why: string): SuiteResult => ({
  cases: 0,
  lost: 0,
  doubled: 0,
  silent: 0,
  outcomes: {},
  failures: [],
  skipped: why,
});

/** Numbers of the cases to run. */
export const numbersOf = ({ cases, only }: Pick<SuiteOptions, 'cases' | 'only'>): readonly number[] =>
  only === undefined ? Array.from({ length: cases }, (_, index) => index) : [only];

/** A folder to work in, in memory where the system has such a place: what is durable is modelled, not waited for. */
export const makeFolder = (suite: string): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `nrm-${suite}-`));
