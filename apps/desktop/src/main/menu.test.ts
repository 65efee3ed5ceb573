import { expect, it } from 'vitest';
import { menuLanguage, menuTemplate } from './menu.ts';

it('speaks the language of the computer, else Arabic', () => {
  expect([['ckb-IQ', 'ar'], ['de-DE', 'en-GB'], ['fr'], []].map(menuLanguage)).toEqual(['ckb', 'en', 'ar', 'ar']);
});

it('offers what one needs to write and to read, in words of ours', () => {
  const roles = (language: 'ar' | 'ckb' | 'en') =>
    menuTemplate(language).flatMap(({ submenu }) =>
      Array.isArray(submenu) ? submenu.flatMap(({ role }) => role ?? []) : [],
    );
  expect(roles('ar')).toEqual([
    'quit',
    'undo',
    'redo',
    'cut',
    'copy',
    'paste',
    'selectAll',
    'resetZoom',
    'zoomIn',
    'zoomOut',
    'togglefullscreen',
  ]);
  for (const language of ['ckb', 'en'] as const) expect(roles(language)).toEqual(roles('ar'));
});
