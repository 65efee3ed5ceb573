import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { CONTENT_SECURITY_POLICY } from '../local-host/content-security-policy.ts';

export const SCHEME = 'app';
const HOST = 'nrm';
export const SCREENS_ADDRESS = `${SCHEME}://${HOST}/index.html`;

/** An address of the screens themselves, of this program and of nobody else. */
export function isOfScreens(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${SCHEME}:` && parsed.host === HOST;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

export type ScreensHandler<Answer = Response | Promise<Response>> = (request: Request) => Answer;

/**
 * Answers `app://nrm/...` from the built screens. What may be had is the list of files that were there at the start, so no
 * spelling of an address reaches any other file.
 * @param folder of the built screens
 */
export function createScreensHandler(folder: string): ScreensHandler<Response> {
  const files = new Map<string, string>(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(folder, path).replaceAll('\\', '/')}`, path] as const),
  );
  return (request) => {
    const path = isOfScreens(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    if (!path) return new Response(null, { status: 404, headers: HEADERS });
    if (request.method !== 'GET') return new Response(null, { status: 405, headers: HEADERS });
    return new Response(readFileSync(path), { headers: { ...HEADERS, 'content-type': TYPES[extname(path)] ?? '' } });
  };
}
