import { expect, it } from 'vitest';
import { sentenceOf } from './sentence-of.ts';

it.each([
  [{ code: 'session.wrong-password' }, /password.*\(session\.wrong-password\)$/i],
  [{ code: 'replica.in-use' }, /open.*\(replica\.in-use\)$/i],
  [
    { code: 'form.invalid', field: 'steps.0.intent' },
    /missing or not as expected.*\(form\.invalid, steps\.0\.intent\)$/,
  ],
  [{ code: 'of.a-later-release' }, /^\(of\.a-later-release\)$/],
])('%j is told as the screens tell it', (trouble, sentence) => {
  expect(sentenceOf(trouble)).toMatch(sentence);
});
