import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, BridgeAnswer, BridgeEvent } from '../bridge/answer.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../main/channels.ts';

const bridge: Bridge = {
  invoke: (name, args) => ipcRenderer.invoke(INVOKE_CHANNEL, { name, args }) as Promise<BridgeAnswer<unknown>>,
  subscribe(listener) {
    // The event of Electron holds the sender, which is the way to everything: only the fact goes on.
    const pass = (_: unknown, event: BridgeEvent) => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, pass);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, pass);
    };
  },
};

contextBridge.exposeInMainWorld('nrm', bridge);
