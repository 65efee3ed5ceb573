import { describe, expect, it } from 'vitest';
import { decideWindow, NO_WINDOW_SENTENCES, type WindowCircumstances } from './window-decision.ts';

const NOTHING = { headless: false, json: false, browser: false };
const AT_A_DESK: WindowCircumstances = {
  asked: NOTHING,
  binary: '/electron',
  platform: 'linux',
  env: { DISPLAY: ':0' },
};
const opens = { opens: true, binary: '/electron' };
const without = (why: string) => ({ opens: false, why });

describe('whether npm start opens a window', () => {
  it.each<[string, Partial<WindowCircumstances>, object]>([
    ['Linux with X', {}, opens],
    ['Linux with Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, opens],
    ['Linux without a display', { env: {} }, without('no-display')],
    ['Linux with an empty display', { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } }, without('no-display')],
    ['Windows', { platform: 'win32', env: {} }, opens],
    ['macOS', { platform: 'darwin', env: {} }, opens],
    ['no binary', { binary: undefined }, without('no-binary')],
    ['neither binary nor display', { binary: undefined, env: {} }, without('no-binary')],
    ['--browser', { asked: { ...NOTHING, browser: true } }, without('browser')],
    ['--json', { asked: { ...NOTHING, json: true } }, without('json')],
    ['--headless', { asked: { ...NOTHING, headless: true } }, without('headless')],
    ['--headless and no binary', { asked: { ...NOTHING, headless: true }, binary: undefined }, without('headless')],
  ])('%s', (_case, changes, expected) => {
    expect(decideWindow({ ...AT_A_DESK, ...changes })).toEqual(expected);
  });

  it('says why there is none in one sentence, and what to do where something can be done', () => {
    for (const [why, sentence] of Object.entries(NO_WINDOW_SENTENCES)) {
      expect(sentence).toMatch(/^No window: [^\n]+\.$/);
      expect(sentence.includes('Open an address')).toBe(!['headless', 'json'].includes(why));
    }
  });
});
