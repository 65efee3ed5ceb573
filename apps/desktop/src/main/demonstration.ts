import { app, shell } from 'electron';
import { createFileDeviceSecretStore } from '../core/session/device-secret-store.ts';
import { createBridgeGate } from '../local-host/bridge-gate.ts';
import { answerDemonstration } from '../local-host/demonstration.ts';
import type { CoreLink } from './core-link.ts';
import { type FromWindow, ToWindow } from './demonstration-messages.ts';
import { runProgram, type Setting } from './program.ts';

/**
 * The window of the demonstration, a program of its own that no package holds: `npm start` connected the laptop, so its
 * secret lies in a file, and it says what stands around.
 */
type Begin = Extract<ToWindow, { kind: 'begin' }>;

const JSON_ONLY = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const tell = (message: FromWindow) => process.send?.(message);
const begun = Promise.withResolvers<Begin>();
const gate = createBridgeGate();
let link: CoreLink | undefined;
let again = Promise.withResolvers<void>();

process.on('message', (message: unknown) => {
  const told = ToWindow.safeParse(message).data;
  switch (told?.kind) {
    case 'begin':
      begun.resolve(told);
      return;
    case 'let-go':
      void gate
        .shut()
        .then(() => link?.lock())
        .then(() => tell({ kind: 'let-go' }));
      return;
    case 'take-up':
      if (link) gate.open(link);
      again.resolve();
      again = Promise.withResolvers();
      return;
    case 'close':
      app.quit();
  }
});
// Without the program that started it there is no server and no other laptop.
process.on('disconnect', () => app.quit());
if (process.send) tell({ kind: 'listening' });
else {
  console.error('this is the window that `npm start` opens; it is not started by hand');
  app.quit();
}

runProgram(import.meta.dirname, async (): Promise<Setting> => {
  const { folder, surroundings } = await begun.promise;
  const around = {
    told: () => surroundings,
    startAgain: () => {
      tell({ kind: 'start-again' });
      return again.promise;
    },
  };
  return {
    folder,
    deviceSecret: createFileDeviceSecretStore(`${folder}/device-secret`),
    before(core) {
      link = core;
      gate.open(core);
      return gate.bridge;
    },
    answering: (files) => async (request) => {
      const answer = await answerDemonstration(around, request.method, new URL(request.url).pathname);
      return answer ? new Response(answer.body, { status: answer.status, headers: JSON_ONLY }) : files(request);
    },
    // `npm start` ends with its window.
    staysInTray: false,
    onShown: () => tell({ kind: 'shown' }),
    onAsked(address) {
      // Nothing but the two ends of this demonstration opens in the browser of the computer.
      if (address === surroundings.otherLaptop || address === surroundings.telephone) void shell.openExternal(address);
    },
  };
});
