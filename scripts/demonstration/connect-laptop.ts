import type { OfficeId, WorkerId } from '@nrm/domain/shared';
import type { Bridge, BridgeAnswer } from '../../apps/desktop/src/bridge/answer.ts';
import { createConnectCode } from '../../apps/sync-server/src/connect/create-connect-code.ts';
import type { RunningServer } from '../../apps/sync-server/src/start-server.ts';

/** Everybody of the demonstration signs in with this; it protects invented people only. */
export const DEMONSTRATION_PASSWORD = 'training in ninewa';

/** A laptop of the Mosul office: its first worker connects it with a code, the colleagues choose their passwords on it. */
export async function connectLaptopTo(
  server: RunningServer,
  bridge: Bridge,
  staff: readonly { readonly worker: WorkerId }[],
): Promise<void> {
  const [first, ...colleagues] = staff;
  if (!first) throw new Error('nobody works in the office of the demonstration');
  const code = await createConnectCode(server.server.pool, {
    office: 'mosul' as OfficeId,
    worker: first.worker,
    now: new Date(),
  });
  if (!code.ok) throw new Error(`no connect code: ${code.refusal.code}`);
  const password = DEMONSTRATION_PASSWORD;
  must(await bridge.invoke('laptop.connect', { server: server.origin, code: code.value.code, password }));
  must(await bridge.invoke('session.sign-in', { worker: first.worker, password }));
  await untilReceived(bridge);
  for (const { worker } of colleagues) must(await bridge.invoke('session.add-worker', { worker, password }));
  must(await bridge.invoke('session.sign-out', {}));
}

function must(answer: BridgeAnswer<unknown>): void {
  if (answer.kind !== 'value') throw new Error(`the demonstration could not be prepared: ${JSON.stringify(answer)}`);
}

/** The first fill: the colleagues are known once the administration has come. */
async function untilReceived(bridge: Bridge): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const state = await bridge.invoke('session.state', {});
    if (state.kind === 'value' && (state.value as { colleagues: unknown[] }).colleagues.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the laptop received nothing from the server');
}
