import { CoveredEmitter, covered, NotCovered } from './covered.ts';

type RequestListener = (
  details: { url: string; method: string; resourceType: string },
  answer: (response: { cancel?: boolean }) => void,
) => void;
type PermissionCheck = (contents: null, permission: string, origin: string, details: object) => boolean;
type PermissionRequest = (
  contents: null,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
export type SchemeHandler = (request: Request) => Response | Promise<Response>;

const schemes = new Set<string>();
let isReady = false;
export const markReady = (): void => {
  isReady = true;
};

export class SessionDouble extends CoveredEmitter {
  readonly handlers = new Map<string, SchemeHandler>();
  #onRequest: RequestListener | null = null;
  #check: PermissionCheck | null = null;
  #request: PermissionRequest | null = null;

  constructor() {
    super('session', ['will-download']);
  }

  readonly protocol = covered('session.protocol', {
    handle: (scheme: string, handler: SchemeHandler) => {
      if (!schemes.has(scheme))
        throw new NotCovered(`a scheme that is not registered as standard and secure: ${scheme}`);
      this.handlers.set(scheme, handler);
    },
  });

  readonly webRequest = covered('session.webRequest', {
    onBeforeRequest: (listener: RequestListener) => {
      this.#onRequest = listener;
    },
  });

  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.#check = handler;
  }
  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.#request = handler;
  }
  /** Chromium without a person grants no device, whatever this would say. */
  setDevicePermissionHandler(handler: (() => boolean) | null): void {
    if (handler?.() !== false) throw new NotCovered('granting a device');
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    if (isEnabled) throw new NotCovered('the spell checker');
  }

  isCancelled(details: { url: string; method: string; resourceType: string }): Promise<boolean> {
    const listener = this.#onRequest;
    return listener
      ? new Promise((resolve) => listener(details, ({ cancel }) => resolve(cancel === true)))
      : Promise.resolve(false);
  }

  /** What Electron would answer a page that asks; without handlers Electron grants everything. */
  grants(permission: string, origin: string): boolean {
    let isGranted = true;
    this.#request?.(
      null,
      permission,
      (granted) => {
        isGranted = granted;
      },
      {},
    );
    return isGranted && (this.#check?.(null, permission, origin, {}) ?? true);
  }
}

const partitions = new Map<string, SessionDouble>();
const defaultSession = covered('session', new SessionDouble());

export function fromPartition(name: string): SessionDouble {
  if (name === '') return defaultSession;
  if (name.startsWith('persist:')) throw new NotCovered('a partition on the disk');
  const found = partitions.get(name) ?? covered('session', new SessionDouble());
  partitions.set(name, found);
  return found;
}

export const session = covered('session', { defaultSession, fromPartition });

export const protocol = covered('protocol', {
  registerSchemesAsPrivileged(registered: readonly { scheme: string; privileges: Record<string, boolean> }[]): void {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of registered) {
      for (const [name, isOn] of Object.entries(privileges))
        if (isOn && !['standard', 'secure', 'supportFetchAPI'].includes(name))
          throw new NotCovered(`the privilege ${name} of a scheme`);
      if (!privileges['standard'] || !privileges['secure'])
        throw new NotCovered('a scheme that is not standard and secure');
      schemes.add(scheme);
    }
  },
});
