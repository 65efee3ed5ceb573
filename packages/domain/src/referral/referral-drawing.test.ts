import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ANSWERS, CONFIRMATIONS, SENDING, SERVICE_STATES } from './referral.ts';
import { SENDING_MOVES } from './referral-moves.ts';

const page = readFileSync(new URL('../../../../docs/referral.md', import.meta.url), 'utf8');

/** The arrows under a heading as `from to verb`; names in a drawing cannot hold a hyphen, so they hold an underscore. */
function arrowsUnder(heading: string): string[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const drawing = section.split('```mermaid\n')[1]?.split('```')[0] ?? '';
  return [...drawing.matchAll(/^ {2}(\S+) --> (\S+?)(?: : (\S+))?$/gm)].map(([, from, to, verb]) =>
    [from?.replaceAll('_', '-'), to?.replaceAll('_', '-'), verb].filter(Boolean).join(' '),
  );
}

describe('the drawing of a referral', () => {
  test('shows every move of the sending and no other', () => {
    const moves = SENDING.flatMap((from) =>
      Object.entries(SENDING_MOVES[from]).map(([verb, to]) => `${from} ${String(to)} ${verb}`),
    );
    const derived = ['[*] draft referral.draft', 'draft consented consent.give', 'consented draft consent.withdraw'];
    expect(arrowsUnder('Sending').toSorted()).toEqual([...derived, ...moves].toSorted());
  });

  test.each([
    ['Answer of the provider', ANSWERS],
    ['Service', SERVICE_STATES],
    ['Confirmation by the person', CONFIRMATIONS],
  ])('shows every report: %s', (heading, values) => {
    expect(arrowsUnder(heading)).toEqual(values.map((value) => `[*] ${value}`));
  });
});
