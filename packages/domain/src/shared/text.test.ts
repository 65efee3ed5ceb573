import { expect, test } from 'vitest';
import { FilledText, Text } from './text.ts';

const codeOf = (schema: ReturnType<typeof Text>, text: string) => schema.safeParse(text).error?.issues[0]?.message;

test.each(['\u0000', 'before\u0000after', '\ud800', 'a\udfff'])('text no store can hold is refused: %j', (text) => {
  expect(codeOf(Text(50), text)).toBe('form.text-unsafe');
});

test('text is kept to the letter and measured in code points', () => {
  expect(Text(50).parse(' ي\u200cى 😀\n')).toBe(' ي\u200cى 😀\n');
  expect(codeOf(Text(2), '😀😀')).toBeUndefined();
  expect(codeOf(Text(2), '😀😀a')).toBe('form.too-long');
});

test('text that must say something is more than white space', () => {
  expect(codeOf(FilledText(50), ' \n\t')).toBe('form.invalid');
  expect(codeOf(FilledText(50), ' a ')).toBeUndefined();
});
