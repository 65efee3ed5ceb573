/**
 * Faults: the world failed (disk, network, key, clock), nobody broke a rule. Each code has a designed screen or badge and
 * a sentence in every language. Codes are permanent: they are shown, logged and read aloud over the phone.
 */
export const FAULT_CODES = [
  // replica: the encrypted file of this laptop
  'replica.missing',
  'replica.wrong-key',
  'replica.damaged',
  'replica.from-newer-release',
  'replica.in-use',
  'replica.rolled-back',
  // disk
  'disk.full',
  'disk.not-writable',
  'disk.failed',
  // keyring: who can open this laptop
  'keyring.missing',
  'keyring.damaged',
  'keyring.from-newer-release',
  'keyring.rolled-back',
  'device-secret.missing',
  // session
  'session.wrong-password',
  'session.must-wait',
  'session.locked-out',
  'session.signed-out',
  // our own mistake: the data is kept, the program is started again
  'program.error',
  // server
  'server.unreachable',
  'server.not-trusted',
  'server.newer',
  'server.older',
  'server.refused-device',
  // sync: what the server holds of this laptop does not fit what the laptop wrote
  'sync.fork',
  'sync.chain-gap',
  'sync.server-restored',
  // connecting a laptop
  'connect-code.unknown',
  'connect-code.expired',
  'connect-code.used',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** Where only connecting the laptop again helps: what is there can never be opened, and is put aside, not deleted. */
const SET_ASIDE: readonly FaultCode[] = ['replica.missing', 'keyring.missing', 'device-secret.missing'];
export const isSetAside = ({ code }: Fault): boolean => SET_ASIDE.includes(code);

/** Numbers and fixed words for the sentence or the log line: never a name, a path, or anything a person typed. */
export type FaultParams = Readonly<Record<string, string | number>>;

/** A fault as it crosses a process boundary. */
export interface PlainFault {
  readonly kind: 'fault';
  readonly code: FaultCode;
  readonly params: FaultParams;
}

/**
 * Deliberately carries no `cause`: messages of drivers and of the file system hold paths, and a path on a shared laptop
 * holds the name of its Windows user.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly params: FaultParams;

  constructor(code: FaultCode, params: FaultParams = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

export const isFault = (error: unknown, code?: FaultCode): error is Fault =>
  error instanceof Fault && (code === undefined || error.code === code);

export const faultToPlain = (fault: Fault): PlainFault => ({ kind: 'fault', code: fault.code, params: fault.params });

export const plainToFault = (plain: PlainFault): Fault => new Fault(plain.code, plain.params);

/**
 * The fault behind an error of the file system, or undefined when it is not one we know how to tell a person about.
 * @param error anything caught around a call of node:fs
 */
export function findDiskFault(error: unknown): Fault | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Fault('disk.full');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Fault('disk.not-writable', { reason: code });
    case 'EIO':
      return new Fault('disk.failed', { reason: code });
    default:
      return undefined;
  }
}
