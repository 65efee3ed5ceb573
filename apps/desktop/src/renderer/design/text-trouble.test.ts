import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Text } from '@nrm/domain/shared';
import { expect, test } from 'vitest';
import { findTextTrouble, firstLetters } from './text-trouble.ts';

test.each([
  ['', 3, undefined],
  ['نور', 3, undefined],
  ['نورا', 3, { key: 'text.too-long', length: 4, most: 3 }],
  ['😀😀😀', 3, undefined],
  ['ab\u0000c', 9, { key: 'text.control-sign', place: 3 }],
  ['😀\ud83d', 9, { key: 'text.half-sign', place: 2 }],
  ['a'.repeat(500), undefined, undefined],
])('%j of at most %s letters', (text, most, trouble) => {
  expect(findTextTrouble(text, most)).toEqual(trouble);
  if (most !== undefined) expect(Text(most).safeParse(text).success).toBe(trouble === undefined);
});

test('a question holds whole signs only', () => {
  expect(firstLetters('a😀b', 2)).toBe('a😀');
  expect(firstLetters('ab', 200)).toBe('ab');
});

test('no field cuts what is pasted into it without a word', () => {
  const renderer = join(import.meta.dirname, '..');
  const cutting = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx') && name !== join('design', 'day-field.tsx'))
    .filter((name) =>
      /<(Input|TextArea|input|textarea)\b[^>]*maxLength/.test(readFileSync(join(renderer, name), 'utf8')),
    );
  expect(cutting).toEqual([]);
});
