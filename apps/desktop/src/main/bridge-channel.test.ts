import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, it } from 'vitest';
import { createBridgeListener } from './bridge-channel.ts';

type Sender = Pick<IpcMainInvokeEvent, 'senderFrame'>;
const from = (url: string, parent: object | null = null) => ({ senderFrame: { url, parent } }) as unknown as Sender;
const screens = from('app://nrm/index.html#/my-day');

const asked: unknown[] = [];
const listen = createBridgeListener(async (name, args) => {
  asked.push([name, args]);
  return { kind: 'value', value: 'answered' };
});
const refusal = (reason: string) => ({
  kind: 'fault',
  fault: { kind: 'fault', code: 'program.error', params: { reason } },
});

describe('a message of the window', () => {
  it('passes as plain data when it comes from the top frame of the screens', async () => {
    asked.length = 0;
    expect(
      await listen(screens, { name: 'draft.save', args: { key: 'k', value: { at: new Date(0), left: undefined } } }),
    ).toEqual({ kind: 'value', value: 'answered' });
    expect(asked).toEqual([['draft.save', { key: 'k', value: { at: '1970-01-01T00:00:00.000Z' } }]]);
    expect(await listen(screens, { name: 'session.state' })).toEqual({ kind: 'value', value: 'answered' });
  });

  it.each([
    ['no frame any more', { senderFrame: null } as unknown as Sender],
    ['a frame inside', from('app://nrm/index.html', {})],
    ['another host', from('app://other/index.html')],
    ['another port', from('app://nrm:80/index.html')],
    ['a user in front', from('app://nrm@evil/index.html')],
    ['a longer name', from('app://nrm.evil/index.html')],
    ['another scheme', from('https://nrm/index.html')],
    ['a file', from('file:///index.html')],
    ['a page without address', from('about:blank')],
    ['nothing', from('')],
  ])('is refused from %s', async (_, sender) => {
    asked.length = 0;
    expect(await listen(sender, { name: 'session.state', args: {} })).toEqual(refusal('sender'));
    expect(asked).toEqual([]);
  });

  it.each([
    [undefined],
    [null],
    ['session.state'],
    [[]],
    [{}],
    [{ name: '' }],
    [{ name: 7, args: {} }],
    [{ name: 'x'.repeat(61) }],
    [{ name: 'session.state', args: {}, more: 1 }],
  ])('is refused in another envelope: %j', async (message) => {
    asked.length = 0;
    expect(await listen(screens, message)).toEqual(refusal('envelope'));
    expect(asked).toEqual([]);
  });

  it('is refused when it is too large or cannot be written down', async () => {
    expect(await listen(screens, { name: 'act', args: 'x'.repeat(2 * 1024 * 1024) })).toEqual(refusal('size'));
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(await listen(screens, { name: 'act', args: circle })).toEqual(refusal('envelope'));
    expect(await listen(screens, { name: 'act', args: { amount: 1n } })).toEqual(refusal('envelope'));
  });
});
