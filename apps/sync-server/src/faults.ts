/**
 * The world failed: one registry of codes for this server. A fault is not a refusal (a rule said no) and not a bug. Its
 * sentence is for the person who runs the server; neither holds anything about a person. It knows no HTTP.
 */
export const FAULT_SENTENCES = {
  'data-folder.not-writable':
    'The data folder cannot be written: check who owns it and the rights of its parent folders.',
  'data-folder.not-initialised': 'There is no server in this data folder yet: run `init` first.',
  'data-folder.already-initialised': 'There is already a server in this data folder; nothing was changed.',
  'data-folder.in-use': 'Another server program is using this data folder.',
  'data-folder.damaged': 'A file of the data folder is missing or cannot be read as what it should be.',
  'configuration.invalid': 'The configuration is not valid.',
  'configuration.plain-http-beyond-loopback':
    'Without TLS this server listens on the loopback address only: leave TLS on, or listen on 127.0.0.1 or ::1.',
  'port.in-use': 'The port is already in use by another program: stop that program or choose another port.',
  'postgres.folder-unreachable':
    'PostgreSQL runs as its own user here, and that user cannot reach the data folder: move it out of a private home folder.',
  'postgres.not-available': 'PostgreSQL does not come with this kind of computer: install it and give --database-url.',
  'postgres.not-started': 'PostgreSQL did not start; its own last lines are in postgres.log of the data folder.',
  'postgres.user-not-created': 'PostgreSQL may not run as root, and its own user could not be created.',
  'postgres.unreachable': 'PostgreSQL cannot be reached at the configured address.',
  'postgres.wrong-password': 'PostgreSQL does not accept the configured user or password.',
  'database.from-newer-release': 'The database was written by a newer release of this server: install that release.',
  'database.migration-changed': 'A migration that this database already has is not the one of this release.',
  'backup.no-recipient': 'Nobody could open this backup: run `backup key` once, or name a recipient with --to.',
  'backup.place-in-use': 'There is something in this folder already: a backup goes into a folder of its own.',
  'backup.incomplete': 'This backup was not finished, or is none: a file is missing.',
  'backup.altered': 'This backup is not as it was written: a file was changed or is damaged.',
  'backup.wrong-identity': 'This identity does not open the backup: it was sealed to another one.',
  'backup.from-newer-release': 'The backup was written by a newer release of this server: install that release.',
  'backup.other-server': 'The backup is of another server than the one in this data folder.',
  'backup.database-not-empty':
    'The database is not empty: a backup is restored into an empty one, nothing was changed.',
  'backup.does-not-match': 'What was restored is not what the backup says it holds; nothing was kept.',
  'server.busy': 'The server has more to do than it can: try again in a moment.',
  'server.not-ready': 'The server is starting or its database does not answer.',
  'request.too-many': 'Too many requests from one place: wait a minute.',
  'request.nothing-here': 'There is nothing at this address.',
  'request.malformed': 'The request is not well-formed.',
  'request.too-deep': 'The request nests deeper than any message of ours.',
  'request.too-large': 'The request is larger than any message of ours.',
  'request.encoding-unknown': 'The request is packed in a way this server does not know.',
  'request.device-not-recognised': 'The request does not come from a device that is connected to this governorate.',
  'certificate.request-invalid': 'The certificate request is malformed, not P-256, or not signed with its own key.',
  'push.entry-unreadable':
    'An entry of the message cannot be read, or is not of the device that sent it; nothing was taken.',
  'push.device-unknown': 'This laptop is not connected to this governorate.',
  'server.not-set-up': 'The governorate has not been founded yet: run `init` first.',
} as const;
export type FaultCode = keyof typeof FAULT_SENTENCES;

export class Fault extends Error {
  override name = 'Fault';
  readonly code: FaultCode;
  /** Names of files, ports, migrations: never anything about a person. */
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: FaultCode, params: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(FAULT_SENTENCES[code], cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}

export const isFault = (error: unknown, code?: FaultCode): error is Fault =>
  error instanceof Fault && (code === undefined || error.code === code);

/** The `code` of a Node or PostgreSQL error, where it has one. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
