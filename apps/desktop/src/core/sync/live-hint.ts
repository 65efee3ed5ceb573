/**
 * The line on which the server says that a feed has grown, so that a colleague's entry is here within a moment and not
 * at the next regular asking. It carries no entry and repairs nothing: without it everything arrives, only later.
 */
import { HINT_HEARTBEAT_MS, Hint } from '@nrm/domain/sync';
import { request } from 'undici';
import { Fault } from '../faults.ts';
import { type BackOffTimes, createBackOff } from './back-off.ts';
import { type HttpTransportOptions, requestText } from './http-transport.ts';
import { createDispatcher, readRetryAfter } from './server-line.ts';

export interface LiveHintOptions {
  readonly line: HttpTransportOptions;
  /** From 0 to 1, below 1. */
  readonly random: () => number;
  readonly on: boolean;
  onGrown(feeds: Hint['feeds']): void;
  /** The line is up, or down again. */
  onLine(isUp: boolean): void;
  readonly backOff?: BackOffTimes;
  /** A line that says nothing for so long is dead; the server's heartbeat comes more than twice in it. */
  readonly silenceMs?: number;
}

export interface LiveHint {
  /** The server is heard. */
  readonly isUp: boolean;
  /** Off while the network is switched off, and on a line where every byte costs. */
  setOn(on: boolean): void;
  stop(): Promise<void>;
}

/** Gentler than for entries: nobody waits for a hint. */
const BACK_OFF: BackOffTimes = { firstMs: 2_000, maxMs: 300_000 };
const SILENCE_MS = HINT_HEARTBEAT_MS * 2.5;
const MAX_EVENT_CHARS = 16 * 1024;

/** @throws Fault server.not-trusted when nothing may be sent to this address at all */
export function startLiveHint(options: LiveHintOptions): LiveHint {
  const times = options.backOff ?? BACK_OFF;
  const backOff = createBackOff(times, options.random);
  const { baseUrl, device, sign, ...line } = options.line;
  const dispatcher = createDispatcher({ server: baseUrl, ...line });
  const ended = new AbortController();
  let on = options.on;
  let turned = Promise.withResolvers<void>();
  let open: AbortController | null = null;
  let isUp = false;
  const setUp = (now: boolean) => {
    if (isUp === now) return;
    isUp = now;
    options.onLine(now);
  };

  const listening = listenUntilEnded();
  async function listenUntilEnded(): Promise<void> {
    while (!ended.signal.aborted) {
      if (!on) {
        await turned.promise;
        continue;
      }
      await backOff.pause();
      if (ended.signal.aborted || !on) continue;
      try {
        await listen();
        backOff.failed();
      } catch (error) {
        backOff.failed(error instanceof Fault ? Number(error.params.retryAfterMs ?? 0) : 0);
      }
    }
  }

  async function listen(): Promise<void> {
    open = new AbortController();
    const url = new URL('/v1/hints', baseUrl);
    const text = JSON.stringify({ device });
    const silenceMs = options.silenceMs ?? SILENCE_MS;
    try {
      const response = await request(url, {
        dispatcher,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'x-nrm-device': device,
          'x-nrm-signature': sign(requestText('POST', url.pathname, text)),
        },
        body: text,
        headersTimeout: silenceMs,
        bodyTimeout: silenceMs,
        signal: open.signal,
      });
      const { statusCode, headers, body } = response;
      if (statusCode !== 200 || !String(headers['content-type']).startsWith('text/event-stream')) {
        await body.dump();
        // A server of an earlier release has no such line, one that does not know us none for us: asking often helps nobody.
        const wait = statusCode === 429 || statusCode >= 500 ? readRetryAfter(headers) : { retryAfterMs: times.maxMs };
        throw new Fault('server.unreachable', { reason: 'no-hints', ...wait });
      }
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of body) {
        rest += decoder.decode(chunk as Uint8Array, { stream: true });
        const events = rest.split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) take(event);
        if (rest.length > MAX_EVENT_CHARS) throw new Fault('server.not-trusted', { reason: 'hint-too-long' });
      }
    } finally {
      open = null;
      setUp(false);
    }
  }

  function take(event: string): void {
    const [, text] = /^data: (.*)$/m.exec(event) ?? [];
    const hint = text === undefined ? undefined : Hint.safeParse(jsonOf(text)).data;
    if (!hint || ended.signal.aborted) return; // a heartbeat, or what a later release says
    backOff.succeeded();
    setUp(true);
    options.onGrown(hint.feeds);
  }

  return {
    get isUp() {
      return isUp;
    },
    setOn(now) {
      if (on === now) return;
      on = now;
      if (!on) return void open?.abort();
      backOff.wake();
      turned.resolve();
      turned = Promise.withResolvers();
    },
    async stop() {
      ended.abort();
      open?.abort();
      backOff.succeeded();
      backOff.wake();
      turned.resolve();
      await listening;
      await dispatcher.destroy();
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
