import { createHash } from 'node:crypto';
import type { Sign } from '@nrm/domain/ledger';
import type { DeviceId } from '@nrm/domain/shared';
import { HandBackAnswer, PullAnswer, PushAnswer, RejoinAnswer } from '@nrm/domain/sync';
import type { z } from 'zod';
import { Fault } from '../faults.ts';
import { readAnswer } from './read-answer.ts';
import { ask, createDispatcher, type ServerLine } from './server-line.ts';
import type { Transport } from './transport.ts';

export interface HttpTransportOptions extends Omit<ServerLine, 'server' | 'trustOnFirstUse'> {
  /** `https://host:port`; plain http only to this computer itself */
  readonly baseUrl: string;
  readonly device: DeviceId;
  /** Of the device's Ed25519 key, the one that signs entries; of the carrier's where only bundles are carried. */
  readonly sign: Sign;
}

/**
 * Messages as POST /v1/push, /v1/pull, /v1/fill, /v1/rejoin and /v1/hand-back. Each carries the device's signature over its method, path and text, under TLS
 * beside the client certificate: whoever holds only one of the two keys of a laptop does not speak as it. A request that
 * is sent a second time by somebody else changes nothing: pushing is idempotent and pulling only reads.
 * @throws Fault server.not-trusted when nothing may be sent to this address at all
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { post, fetchBytes } = createSignedLine(options);
  return {
    push: (request, signal) => post('/v1/push', PushAnswer, request, signal),
    pull: (request, signal) => post('/v1/pull', PullAnswer, request, signal),
    fill: (request, signal) => fetchBytes('/v1/fill', request, signal),
    rejoin: (request, signal) => post('/v1/rejoin', RejoinAnswer, request, signal),
    handBack: (request, signal) => post('/v1/hand-back', HandBackAnswer, request, signal),
  };
}

/** One question and its answer, signed as this laptop. */
export interface SignedLine {
  post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    message: unknown,
    signal: AbortSignal,
  ): Promise<z.output<Schema>>;
  /** The answer unread: the bytes of its JSON. */
  fetchBytes(path: string, message: unknown, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @throws Fault server.not-trusted when nothing may be sent to this address at all */
export function createSignedLine({ baseUrl, device, sign, ...line }: HttpTransportOptions): SignedLine {
  const dispatcher = createDispatcher({ server: baseUrl, ...line });
  async function askSigned(path: string, message: unknown, signal: AbortSignal, unread: boolean): Promise<unknown> {
    const url = new URL(path, baseUrl);
    const text = JSON.stringify(message);
    const headers = { 'x-nrm-device': device, 'x-nrm-signature': sign(requestText('POST', url.pathname, text)) };
    const reply = await ask(dispatcher, { url, text, headers, signal, unread });
    // Rules refuse entries, by receipt; a server that refuses the message does not know this laptop any more.
    if (reply.kind === 'refused') throw new Fault('server.refused-device', { reason: reply.refusal.code });
    return reply.value;
  }
  return {
    post: async (path, schema, message, signal) => readAnswer(schema, await askSigned(path, message, signal, false)),
    fetchBytes: async (path, message, signal) => (await askSigned(path, message, signal, true)) as Uint8Array,
    close: () => dispatcher.close(),
  };
}

/** What a device signs of a request. `text` is the body before it is packed. */
export const requestText = (method: string, path: string, text: string): string =>
  `nrm.request.1\n${method}\n${path}\n${createHash('sha256').update(text, 'utf8').digest('hex')}`;
