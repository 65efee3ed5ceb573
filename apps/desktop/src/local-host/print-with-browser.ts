import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { PrintPdf } from '../core/export/export-content.ts';

/**
 * Prints with a browser of this computer, where there is no Electron: over a pipe (`--remote-debugging-pipe`, Chrome
 * DevTools Protocol), so that nothing of a page stands in arguments, in a file or on a port.
 */
const PATIENCE_MS = 60_000;

const Message = z.object({
  id: z.int().optional(),
  result: z
    .looseObject({
      targetId: z.string().optional(),
      sessionId: z.string().optional(),
      frameTree: z.object({ frame: z.object({ id: z.string() }) }).optional(),
      data: z.string().optional(),
    })
    .optional(),
  error: z.looseObject({}).optional(),
});
type Answer = NonNullable<z.infer<typeof Message>['result']>;

/** @param browser path of Chromium, Chrome or Edge */
export const printWithBrowser =
  (browser: string): PrintPdf =>
  async (html) => {
    // A profile is made for one page and goes with it; pages set over the pipe are not kept in it.
    const profile = mkdtempSync(join(tmpdir(), 'nrm-print-'));
    const child = spawn(
      browser,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-extensions',
        '--disable-dev-shm-usage',
        '--no-first-run',
        '--incognito',
        '--host-resolver-rules=MAP * ~NOTFOUND',
        '--remote-debugging-pipe',
        `--user-data-dir=${profile}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const gone = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the browser ended before it had printed')));
    });
    gone.catch(() => undefined);
    const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    try {
      return await Promise.race([print(child.stdio[3] as Writable, child.stdio[4] as Readable, html), gone]);
    } finally {
      clearTimeout(impatience);
      const ended = new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)));
      child.kill('SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  };

async function print(to: Writable, from: Readable, html: string): Promise<Uint8Array> {
  const waiting = new Map<number, (message: z.infer<typeof Message>) => void>();
  let held = '';
  from.setEncoding('utf8');
  from.on('data', (chunk: string) => {
    const texts = (held + chunk).split('\0');
    held = texts.pop() ?? '';
    for (const text of texts) {
      const message = Message.parse(JSON.parse(text));
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    }
  });
  let next = 0;
  const ask = async (method: string, params: object, sessionId?: string): Promise<Answer> => {
    const id = ++next;
    const answer = new Promise<z.infer<typeof Message>>((resolve) => waiting.set(id, resolve));
    to.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    const { result, error } = await answer;
    if (error || !result) throw new Error(`the browser refused ${method}`);
    return result;
  };
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const { frameTree } = await ask('Page.getFrameTree', {}, sessionId);
  await ask('Page.setDocumentContent', { frameId: frameTree?.frame.id, html }, sessionId);
  const { data } = await ask('Page.printToPDF', { printBackground: true, preferCSSPageSize: true }, sessionId);
  return new Uint8Array(Buffer.from(data ?? '', 'base64'));
}
