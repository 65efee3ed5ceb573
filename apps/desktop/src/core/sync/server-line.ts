import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Refusal } from '@nrm/domain/shared';
import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { Fault } from '../faults.ts';

/** Whom this laptop believes to be its server, and how it shows who it is itself. PEM throughout. */
export interface ServerLine {
  readonly server: string;
  /** The governorate's own authority; the authorities of the operating system are never asked. */
  readonly caCertificate?: string | null;
  /** SHA-256 of the SubjectPublicKeyInfo, base64url (RFC 7469, 2.4): the server's key now and its next one. */
  readonly pins?: readonly string[];
  readonly clientCertificate?: string | null;
  readonly clientKey?: string | null;
  /** Only while connecting, when no authority is known yet: people compare numbers on both screens afterwards. */
  readonly trustOnFirstUse?: boolean;
}

const CONNECT_MS = 10_000;
/** For the whole exchange: 500 entries need 20 s on a line of 64 kbit/s, and the server thinks too. */
const EXCHANGE_MS = 180_000;
const SILENCE_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const WORTH_PACKING_BYTES = 1024;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * Connections to one server, TLS 1.3 under the governorate's own authority. Without TLS only to this computer itself.
 * @throws Fault server.not-trusted when the address alone says that nothing may be sent there
 */
export function createDispatcher(line: ServerLine): Dispatcher {
  const url = readAddress(line.server);
  const encrypted = url.protocol === 'https:';
  if (!encrypted && !isLoopback(url.hostname)) throw new Fault('server.not-trusted', { reason: 'not-encrypted' });
  if (encrypted && !line.caCertificate && !line.trustOnFirstUse)
    throw new Fault('server.not-trusted', { reason: 'no-authority' });
  const { caCertificate, clientCertificate, clientKey, pins = [], trustOnFirstUse = false } = line;
  return new Agent({
    connections: 2, // one sends while the other receives
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
    connect: {
      timeout: CONNECT_MS,
      minVersion: 'TLSv1.3',
      // A resumed session is not looked at again, so none is.
      maxCachedSessions: 0,
      rejectUnauthorized: !trustOnFirstUse,
      ...(caCertificate && { ca: caCertificate }),
      ...(clientCertificate && clientKey && { cert: clientCertificate, key: clientKey }),
      checkServerIdentity: (host: string, certificate: PeerCertificate) =>
        checkServerIdentity(host, certificate) ?? checkPin(certificate, pins),
    },
  });
}

/** What came back: an answer, or the refusal of a rule. Everything else is thrown. */
export type Reply =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface Question {
  readonly url: URL;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** An answer is given as the bytes of its JSON, for somebody else to read. */
  readonly unread?: boolean;
}

/** POSTs JSON. @throws Fault server.unreachable, server.not-trusted, server.newer, server.refused-device, program.error */
export async function ask(dispatcher: Dispatcher, question: Question): Promise<Reply> {
  const { url, text, headers = {}, signal, unread = false } = question;
  const message = Buffer.from(text, 'utf8');
  const packed = message.byteLength > WORTH_PACKING_BYTES;
  const timeout = AbortSignal.timeout(EXCHANGE_MS);
  try {
    const response = await request(url, {
      dispatcher,
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/json, application/problem+json',
        'accept-encoding': 'gzip',
        ...(packed && { 'content-encoding': 'gzip' }),
      },
      body: packed ? await pack(message) : message,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    const plain = await unpacked(bytes, response.headers['content-encoding']);
    const read = unread && response.statusCode === 200 ? plain : readJson(plain);
    return toReply(response.statusCode, response.headers, read);
  } catch (error) {
    throw error instanceof Fault ? error : toFault(error);
  }
}

/** What a refusing server says (RFC 9457). */
const Problem = z.looseObject({ code: z.string().regex(/^[a-z.-]{1,60}$/), refusal: Refusal.optional() });

function toReply(status: number, headers: IncomingHttpHeaders, value: unknown): Reply {
  const said = String(headers['content-type']).split(';')[0];
  if (status === 200 && said === 'application/json' && value !== undefined) return { kind: 'answer', value };
  const problem = said === 'application/problem+json' ? Problem.safeParse(value).data : undefined;
  if (status === 429 || status >= 500)
    throw new Fault('server.unreachable', { reason: problem?.code ?? 'busy', status, ...readRetryAfter(headers) });
  // Whoever answers without our problem+json is a portal, a proxy, somebody else's program on this port.
  if (!problem) throw new Fault('server.not-trusted', { reason: 'not-our-server', status });
  if (problem.refusal) return { kind: 'refused', refusal: problem.refusal };
  if (status === 401 || status === 403) throw new Fault('server.refused-device', { reason: problem.code });
  if (status === 404) throw new Fault('server.newer', { reason: 'address' });
  throw new Fault('program.error', { reason: problem.code });
}

/** Longer than this nobody is left alone, whatever a proxy says. */
const MAX_RETRY_AFTER_S = 600;

/** For how long a busy server asks to be left alone (RFC 9110, 10.2.3); the form with a date is of no use to a wrong clock. */
export function readRetryAfter(headers: IncomingHttpHeaders): { readonly retryAfterMs?: number } {
  const said = String(headers['retry-after']);
  return /^\d{1,6}$/.test(said) ? { retryAfterMs: Math.min(Number(said), MAX_RETRY_AFTER_S) * 1_000 } : {};
}

/** undefined when it is not what it says it is; whether that matters depends on the status. */
async function unpacked(bytes: Buffer, encoding: string | string[] | undefined): Promise<Buffer | undefined> {
  // In few large pieces: each costs this thread a turn, and it may be busy storing.
  const sizes = { maxOutputLength: MAX_ANSWER_BYTES, chunkSize: Math.max(16_384, bytes.byteLength * 4) };
  return encoding === 'gzip' ? unpack(bytes, sizes).catch(() => undefined) : bytes;
}

function readJson(plain: Buffer | undefined): unknown {
  try {
    return plain && JSON.parse(plain.toString('utf8'));
  } catch {
    return undefined;
  }
}

const PIN_CODE = 'ERR_TLS_NRM_PIN';
const NOT_TRUSTED = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_|INVALID_|EPROTO)/;

/** Keeps only the code of a library's error: its message holds addresses. */
function toFault(error: unknown): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'none';
  const reason = code === PIN_CODE ? 'pin' : code;
  return new Fault(NOT_TRUSTED.test(code) ? 'server.not-trusted' : 'server.unreachable', { reason });
}

function checkPin({ raw }: PeerCertificate, pins: readonly string[]): Error | undefined {
  if (pins.length === 0) return undefined;
  const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(key).digest('base64url');
  return pins.includes(pin) ? undefined : Object.assign(new Error('another key'), { code: PIN_CODE });
}

function readAddress(server: string): URL {
  const url = URL.parse(server);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Fault('server.unreachable', { reason: 'address' });
  return url;
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
