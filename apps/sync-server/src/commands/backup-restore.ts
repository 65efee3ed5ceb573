import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { PROVED } from '../backup/backup-format.ts';
import { type Restored, restoreServer, verifyBackup } from '../backup/restore-server.ts';
import { readIdentity } from './backup-write.ts';
import { type Command, type CommandContext, dataDescription, dataOption, readOptions, UsageError } from './command.ts';

const Options = z.object({
  identity: z.string().min(1),
  'database-url': z.url({ protocol: /^postgres(ql)?$/ }).optional(),
});

export const backupVerify: Command = {
  name: 'backup verify',
  summary: 'prove a backup: restore it into a database that is thrown away, and verify the ledger there',
  operands: 'PATH',
  options: { identity: { type: 'string' }, 'database-url': { type: 'string' } },
  describe: {
    identity: 'file with the key that opens it',
    'database-url': 'an empty database to restore into; without it PostgreSQL is started in a temporary folder',
  },
  async run({ values, positionals, assembly, now, print }) {
    const { identity, 'database-url': databaseUrl } = readOptions(Options, values);
    const scratch = mkdtempSync(join(tmpdir(), 'nrm-backup-'));
    try {
      const verified = await verifyBackup({
        backup: pathOf(positionals),
        identity: await readIdentity(identity),
        migrations: assembly.migrations,
        scratch,
        ...(databaseUrl && { databaseUrl }),
      });
      const end = tell(verified, print, 'The backup holds');
      if (end !== 'failed') noteProved(pathOf(positionals), now());
      return end;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

export const restore: Command = {
  name: 'restore',
  summary: 'make a server from a backup: its keys into the folder, its rows into an empty database, another epoch',
  operands: 'PATH',
  options: { ...dataOption, identity: { type: 'string' }, 'database-url': { type: 'string' } },
  describe: {
    ...dataDescription,
    identity: 'file with the key that opens it',
    'database-url': 'an empty, installed PostgreSQL; without it as the backed up server had it',
  },
  async run({ values, positionals, assembly, env, print }) {
    const read = readOptions(Options.extend({ data: z.string().min(1) }), values);
    const restored = await restoreServer({
      backup: pathOf(positionals),
      identity: await readIdentity(read.identity),
      folder: read.data,
      env,
      migrations: assembly.migrations,
      ...(read['database-url'] && { databaseUrl: read['database-url'] }),
    });
    return tell(
      restored,
      print,
      `The server is restored in ${read.data}; start it with: serve --data ${read.data}. It holds`,
    );
  },
};

function tell({ manifest, epoch, check }: Restored, print: CommandContext['print'], begins: string): 'failed' | void {
  const troubles = check.troubles.map(({ what, where }) => `  ${what}: ${where}`);
  print(
    [
      `${begins} ${check.entries} entries, ${check.subjects} subjects, ${check.links} links of ${manifest.madeAt}; ${troubles.length} troubles.`,
      ...troubles,
    ].join('\n'),
    { madeAt: manifest.madeAt, epochBefore: manifest.epoch, epoch, ...check },
  );
  if (troubles.length > 0) return 'failed';
}

function noteProved(folder: string, at: Date): void {
  try {
    writeFileSync(join(folder, PROVED), `${JSON.stringify({ provedAt: at.toISOString() })}\n`, { mode: 0o600 });
  } catch {
    // A backup on something that cannot be written was proved all the same; nothing prunes there either.
  }
}

function pathOf([folder]: readonly string[]): string {
  if (!folder) throw new UsageError('PATH is missing: the folder of the backup.');
  return folder;
}
