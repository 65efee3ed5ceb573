import type { CaseState } from '@nrm/domain/case';
import { LANGUAGES } from '@nrm/domain/language';
import type { OpenEntry } from '@nrm/domain/ledger';
import { entryOfLine, foldCase, type Line, naughtyStrings } from '@nrm/domain/testing';
import { describe, expect, test } from 'vitest';
import { casePage } from './case-page.ts';

const page = (language: (typeof LANGUAGES)[number], lines: readonly Line[]) => {
  const story: readonly Line[] = [['case.register'], ...lines];
  const entries = story.map((line, index) => ({ open: entryOfLine(line, index + 1) as OpenEntry, outcome: 'applied' }));
  const state: CaseState = foldCase(...lines);
  return casePage({ language, state, entries, workerName: () => 'سارة', printed: 'today' });
};

describe('the readable page of a case', () => {
  test.each(LANGUAGES)('says in %s what the file says, in its direction, and needs nothing beside it', (language) => {
    const html = page(language, [['need.identify'], ['case.note']]);
    expect(html).toContain(`<html lang="${language}" dir="${language === 'en' ? 'ltr' : 'rtl'}">`);
    expect(html).toContain('عبد الرحمن');
    expect(html).toContain('Asked about the school of the two children.');
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|https?:|\{\{/);
    // A word that the catalogues do not have would stand there as its key.
    expect(html).not.toMatch(/>(topic|urgency|sex|came-back|person-field|role)\./);
  });

  test('shows what was typed as text and never as a page', () => {
    for (const words of [
      '<script>alert(1)</script>',
      '"><img src=x>',
      '&lt;b&gt;',
      ...naughtyStrings.filter((text) => text.isWellFormed()),
    ]) {
      const html = page('en', [['case.note', { words: words.trim() === '' ? 'x' : words }]]);
      expect(html.match(/<(script|img)/g)).toBeNull();
    }
  });

  test('says where words were struck, and what the server has not heard of', () => {
    const open = entryOfLine(['case.note'], 2);
    const struck = { ...open, entry: { ...open.entry, payload: null, salt: null } };
    const html = casePage({
      language: 'en',
      state: foldCase(),
      entries: [{ open: struck, outcome: null }],
      workerName: () => '',
      printed: '',
    });
    expect(html).toContain('Struck');
    expect(html).toContain('not yet with the server');
    expect(html).not.toContain('school');
  });
});
