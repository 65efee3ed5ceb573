/** Why the first laptop has no window of its own. */
export type NoWindow = 'headless' | 'json' | 'browser' | 'no-binary' | 'no-display' | 'not-shown';

export type WindowDecision =
  | { readonly opens: true; readonly binary: string }
  | { readonly opens: false; readonly why: NoWindow };

export interface WindowCircumstances {
  readonly asked: { readonly headless: boolean; readonly json: boolean; readonly browser: boolean };
  /** Absolute path of Electron's program; undefined where there is none. */
  readonly binary: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What was asked for comes first; then whether a window can be had at all. */
export function decideWindow({ asked, binary, platform, env }: WindowCircumstances): WindowDecision {
  if (asked.headless) return { opens: false, why: 'headless' };
  if (asked.json) return { opens: false, why: 'json' };
  if (asked.browser) return { opens: false, why: 'browser' };
  if (binary === undefined) return { opens: false, why: 'no-binary' };
  // Windows and macOS always have one; elsewhere one of two names says where it is.
  const hasDisplay = platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return hasDisplay ? { opens: true, binary } : { opens: false, why: 'no-display' };
}

export const NO_WINDOW_SENTENCES: Readonly<Record<NoWindow, string>> = {
  headless: 'No window: --headless starts no screens.',
  json: 'No window: --json is for programs, which take the addresses.',
  browser: 'No window: --browser was given. Open an address in a browser.',
  'no-binary': "No window: Electron's program is not on this computer. Open an address in a browser.",
  'no-display':
    'No window: this terminal has no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Open an address in a browser.',
  'not-shown': 'No window: Electron was started and ended before it showed one. Open an address in a browser.',
};
