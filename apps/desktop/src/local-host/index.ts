import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import type { Bridge } from '../bridge/answer.ts';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.ts';
import { answerDemonstration, type Demonstration } from './demonstration.ts';

/**
 * The same core and the same screens without Electron, on 127.0.0.1, for development, training and the demonstration.
 * It is never part of a packaged build: there the screens speak with the core inside one program.
 *
 * Who opens the printed address once, with its launch token, gets a cookie; nobody else on this computer gets an answer.
 */
export interface LocalHost {
  /** Opens the app once; afterwards the cookie does. */
  readonly launchAddress: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface LocalHostOptions {
  readonly bridge: Bridge;
  /** Folder of the built screens. */
  readonly screens: string;
  /** 0 finds a free one. */
  readonly port: number;
  /** Tells laptops of one demonstration apart: cookies do not know ports. */
  readonly name: string;
  readonly demonstration?: Demonstration;
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** @throws Error with code EADDRINUSE when the port is taken */
export async function startLocalHost({
  bridge,
  screens,
  port,
  name,
  demonstration,
}: LocalHostOptions): Promise<LocalHost> {
  const launchToken = randomBytes(24).toString('base64url');
  const cookie = { name: `nrm-${name}`, value: randomBytes(24).toString('base64url') };
  const listeners = new Set<ServerResponse>();

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) end(response, 500);
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    secure(response);
    // A page of another site may reach this port, but not with this name and not from this origin.
    if (!isLoopbackHost(request.headers.host)) return end(response, 403);
    if (url.pathname === '/' && equal(url.searchParams.get('launch') ?? '', launchToken)) {
      response.setHeader('set-cookie', `${cookie.name}=${cookie.value}; HttpOnly; SameSite=Strict; Path=/`);
      response.setHeader('location', '/');
      return end(response, 303);
    }
    if (!equal(cookieOf(request, cookie.name), cookie.value)) return end(response, 403);
    // Cookies do not know ports either: what another page of this computer sends comes with ours.
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) return end(response, 403);
    if (request.method === 'POST' && url.pathname === '/bridge') return callBridge(request, response);
    if (request.method === 'GET' && url.pathname === '/events') return sendEvents(response);
    const told = demonstration && (await answerDemonstration(demonstration, request.method ?? '', url.pathname));
    if (told) return send(response, told.status, told.body);
    if (request.method === 'GET') return sendFile(response, url.pathname);
    end(response, 405);
  }

  async function callBridge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return end(response, 413);
    const { name: called, args } = JSON.parse(body) as { name?: unknown; args?: unknown };
    if (typeof called !== 'string') return end(response, 400);
    send(response, 200, JSON.stringify(await bridge.invoke(called, args)));
  }

  function sendEvents(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': open\n\n');
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  }

  function sendFile(response: ServerResponse, pathname: string): void {
    const relative = normalize(decodeURIComponent(pathname)).replace(/^[/\\]+/, '');
    const path = join(screens, relative === '' || relative === '.' ? 'index.html' : relative);
    if (!path.startsWith(screens + sep) || !existsSync(path) || !statSync(path).isFile()) return end(response, 404);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.setHeader(
      'cache-control',
      path.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-store',
    );
    createReadStream(path).pipe(response);
  }

  const unsubscribe = bridge.subscribe((event) => {
    for (const listener of listeners) listener.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    port: bound,
    launchAddress: `http://127.0.0.1:${bound}/?launch=${launchToken}`,
    async close() {
      unsubscribe();
      for (const listener of listeners) listener.end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function secure(response: ServerResponse): void {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
}

/** @param body JSON */
function send(response: ServerResponse, status: number, body: string | null): void {
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.statusCode = status;
  response.end(body);
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

const isLoopbackHost = (host: string | undefined) => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');

const cookieOf = (request: IncomingMessage, name: string): string =>
  (request.headers.cookie ?? '')
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).byteLength;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
