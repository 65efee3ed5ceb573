import type { Change } from './recording.ts';

/** What a program had said was safe, and what it was about to say. */
export interface Told {
  readonly entries: ReadonlySet<string>;
  /** By key of the draft, the states it may be in: the one acknowledged last, and those tried since; null is gone. */
  readonly drafts: ReadonlyMap<string, readonly (number | null)[]>;
}

/** Reads lines as work.test-program.ts writes them: `entry ID`, `try KEY TURN|gone`, `kept KEY TURN|gone`. */
export function createListener() {
  const entries = new Set<string>();
  const drafts = new Map<string, (number | null)[]>();
  return {
    hear(lines: string): void {
      for (const line of lines.split('\n')) {
        const [what = '', name = '', value = ''] = line.split(' ');
        const state = value === 'gone' ? null : Number(value);
        if (what === 'entry') entries.add(name);
        if (what === 'try') drafts.set(name, [...(drafts.get(name) ?? [null]), state]);
        if (what === 'kept') drafts.set(name, [state]);
      }
    },
    told: (): Told => ({ entries: new Set(entries), drafts: new Map(drafts) }),
  };
}

/** All that was said in a recording. */
export function toldIn(changes: readonly Change[]): Told {
  const listener = createListener();
  for (const { what, data } of changes) if (what === 'M') listener.hear(data.toString('utf8'));
  return listener.told();
}
