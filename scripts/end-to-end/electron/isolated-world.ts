/** The sources that run in the page: how `contextBridge` and `ipcRenderer` work over the Chrome DevTools protocol. */

export const WORLD = 'Electron Isolated Context';
export const BINDING = '__electronDoubleToMain';
export const RECEIVER = '__electronDoubleFromMain';

/** Runs in both worlds: values and functions over DOM events, which are the only thing two worlds share. */
const WIRE = `
const sendOver = (channel, side, makeAnswer) => {
  const functions = new Map(), waiting = new Map();
  let next = 0;
  const other = side === 'main' ? 'isolated' : 'main';
  const post = (message) => document.dispatchEvent(new CustomEvent(channel + other, { detail: JSON.stringify(message) }));
  const pack = (value) => {
    if (typeof value === 'function') { functions.set(++next, value); return { f: side + next }; }
    if (value === undefined) return { u: 1 };
    if (value === null || typeof value !== 'object') return { v: value };
    if (Array.isArray(value)) return { a: value.map(pack) };
    const proto = Object.getPrototypeOf(value);
    if (proto !== null && Object.getPrototypeOf(proto) !== null) throw new Error('the double of electron does not cover passing a ' + proto.constructor.name + ' over contextBridge');
    return { o: Object.entries(value).map(([key, member]) => [key, pack(member)]) };
  };
  const unpack = (packed) => {
    if ('f' in packed) return (...args) => call(packed.f, args);
    if ('u' in packed) return undefined;
    if ('v' in packed) return packed.v;
    if ('a' in packed) return packed.a.map(unpack);
    if ('p' in packed) return new Promise((resolve, reject) => waiting.set(packed.p, { resolve, reject }));
    return Object.fromEntries(packed.o.map(([key, member]) => [key, unpack(member)]));
  };
  let returned;
  const call = (f, args) => {
    returned = undefined;
    post({ kind: 'call', f, args: args.map(pack) });
    const mine = returned;
    if (!mine) throw new Error('nobody answered over contextBridge');
    if (mine.error !== undefined) throw new Error(mine.error);
    return unpack(mine.value);
  };
  document.addEventListener(channel + side, (event) => {
    const message = JSON.parse(event.detail);
    if (message.kind === 'returned') returned = message;
    else if (message.kind === 'settled') {
      const { resolve, reject } = waiting.get(message.p);
      waiting.delete(message.p);
      if (message.error === undefined) resolve(unpack(message.value)); else reject(new Error(message.error));
    } else if (message.kind === 'call') {
      try {
        const value = functions.get(Number(message.f.slice(other === 'main' ? 8 : 4)))(...message.args.map(unpack));
        if (value instanceof Promise) {
          const p = side + ++next;
          value.then((settled) => post({ kind: 'settled', p, value: pack(settled) }), (error) => post({ kind: 'settled', p, error: String(error?.message ?? error) }));
          post({ kind: 'returned', value: { p } });
        } else post({ kind: 'returned', value: pack(value) });
      } catch (error) { post({ kind: 'returned', error: String(error?.message ?? error) }); }
    } else makeAnswer(message, unpack);
  });
  return { post, pack };
};`;

export const mainWorldSource = (channel: string): string => `(() => {
if (window.top !== window) return;
${WIRE}
const freeze = (value) => { if (value && typeof value === 'object') { Object.values(value).forEach(freeze); Object.freeze(value); } return value; };
sendOver(${JSON.stringify(channel)}, 'main', (message, unpack) => {
  Object.defineProperty(window, message.key, { value: freeze(unpack(message.api)), enumerable: true, writable: false, configurable: false });
});
})();`;

/** @param preload the built preload script, CommonJS in one file, as a sandboxed window takes it */
export const isolatedWorldSource = (channel: string, preload: string): string => `(() => {
if (window.top !== window) return;
${WIRE}
const wire = sendOver(${JSON.stringify(channel)}, 'isolated', () => {});
const toMain = globalThis[${JSON.stringify(BINDING)}];
const waiting = new Map(), listeners = new Map();
let next = 0;
globalThis[${JSON.stringify(RECEIVER)}] = (message) => {
  if (message.kind === 'event') for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({ }, ...message.args);
  else {
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) resolve(message.value); else reject(new Error(message.error));
  }
};
const covered = (name, target) => new Proxy(target, { get(object, key) {
  if (typeof key === 'string' && !(key in object)) throw new Error('the double of electron does not cover ' + name + '.' + key);
  return object[key];
} });
const electron = covered('electron', {
  contextBridge: covered('contextBridge', { exposeInMainWorld: (key, api) => wire.post({ kind: 'expose', key, api: wire.pack(api) }) }),
  ipcRenderer: covered('ipcRenderer', {
    invoke: (channel, ...args) => new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      toMain(JSON.stringify({ id, channel, args }));
    }),
    on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
    off: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)); },
  }),
});
const require = (name) => {
  if (name === 'electron') return electron;
  throw new Error('a sandboxed preload script cannot require ' + name);
};
((require, module, exports) => {${preload}
})(require, { exports: {} }, {});
})();`;
