import { join } from 'node:path';

/** What of an error of Node, of the server or of a laptop's core a sentence is made of. */
interface Trouble {
  readonly code: string;
  readonly message: string;
  /** of Node: the call that failed, and for `listen` its port */
  readonly syscall?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * Why the demonstration could not start, for whoever typed `npm start`: what is in the way, and what to do about it.
 * @param folder where everything is kept; @param port first of three, as it was asked for
 * @returns undefined for what nobody foresaw: a mistake of the program, which is shown with its place
 */
export function findTroubleSentence(error: unknown, { folder, port }: { folder: string; port: number }) {
  // What somebody else owns looks damaged to whoever may not read it.
  const cause = error instanceof Error ? troubleOf(error.cause) : undefined;
  const trouble = cause && NOT_ALLOWED.has(cause.code) && cause.syscall !== 'listen' ? cause : troubleOf(error);
  if (!trouble) return undefined;
  const { code, message, syscall } = trouble;
  const postgresLog = join(folder, 'server', 'postgres', 'postgres.log');
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${trouble.port ?? port} is in use by another program. Stop that program, or give the first of three free ports with --port.`;
    // The laptops of this folder were connected to a server at this port, so no other will do.
    case 'port.in-use':
      return `Port ${trouble.port}, at which these laptops know their server, is in use by another program. Stop that program, or begin again with --fresh.`;
    case 'replica.in-use':
    case 'data-folder.in-use':
      return `The demonstration is already running from ${folder}. Stop it there with Ctrl+C, or give another folder with --data and other ports with --port.`;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'disk.full':
      return `The disk of ${folder} is full. Make room, or give a folder on another disk with --data.`;
    case 'postgres.not-started':
      return `PostgreSQL did not start; its last lines are in ${postgresLog}. Begin again with --fresh, or give another folder with --data.`;
    case 'postgres.not-available':
    case 'postgres.user-not-created':
      return `PostgreSQL cannot be started on this computer. ${message}`;
    case 'postgres.folder-unreachable':
      return `PostgreSQL runs as its own user here and cannot reach ${folder}. Give a folder outside of a private one with --data.`;
    case 'data-folder.damaged':
    case 'database.from-newer-release':
    case 'database.migration-changed':
    case 'keyring.missing':
    case 'keyring.damaged':
    case 'keyring.from-newer-release':
    case 'device-secret.missing':
    case 'replica.from-newer-release':
      return `What lies in ${folder} is damaged or of another release (${code}). Begin again with --fresh.`;
  }
  if (syscall === 'listen' && (code === 'EACCES' || code === 'EPERM'))
    return `Port ${trouble.port ?? port} may not be used by you. Give the first of three free ports above 1023 with --port.`;
  if (CANNOT_WRITE.has(code) || (code === 'ENOENT' && syscall === 'mkdir'))
    return `${folder} cannot be written. See who owns it and whether a file stands in its place, or give another folder with --data.`;
  return undefined;
}

const NOT_ALLOWED = new Set(['EACCES', 'EPERM']);
const CANNOT_WRITE = new Set([
  ...NOT_ALLOWED,
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'data-folder.not-writable',
  'disk.not-writable',
]);

function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const params = 'params' in error && typeof error.params === 'object' ? error.params : undefined;
  const portOf = (holder: object | null | undefined) =>
    holder && 'port' in holder && typeof holder.port === 'number' ? holder.port : undefined;
  return {
    code: String(error.code),
    message: error.message,
    syscall: 'syscall' in error ? String(error.syscall) : undefined,
    port: portOf(error) ?? portOf(params),
  };
}
