import { existsSync, readFileSync } from 'node:fs';
import { createAgeKeyPair } from '@nrm/sealed-files/age';
import { identityToRecipient } from 'age-encryption';
import { z } from 'zod';
import { writeBackup } from '../backup/write-backup.ts';
import { dataFolderPaths } from '../config.ts';
import { errorCode, Fault } from '../faults.ts';
import { writePrivateFile } from '../store/private-file.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Recipient = z.string().regex(/^age1[0-9a-z]{20,100}$/);
const Data = z.object({ data: z.string().min(1) });

/** The identity goes to the safe; the server keeps only whom to seal to. */
export const backupKey: Command = {
  name: 'backup key',
  summary: 'make the key that opens backups; the server keeps only its public half',
  operands: 'FILE',
  options: dataOption,
  describe: dataDescription,
  async run({ values, positionals, print }) {
    const { data } = readOptions(Data, values);
    const [file] = positionals;
    if (!file) throw new UsageError('FILE is missing: where to write the key.');
    if (existsSync(file)) throw new UsageError('FILE exists already: nothing was written over.');
    if (!existsSync(dataFolderPaths(data).config)) throw new Fault('data-folder.not-initialised', { folder: data });
    const { identity, recipient } = await createAgeKeyPair();
    writePrivateFile(file, `# opens the backups of the server; its public half: ${recipient}\n${identity}\n`);
    const recipients = [...readRecipients(data), recipient];
    writePrivateFile(dataFolderPaths(data).backupRecipients, `${recipients.join('\n')}\n`);
    print(
      `The key is in ${file}: carry it to a safe and leave no copy on this computer. Backups are sealed to ${recipient} from now on.`,
      { file, recipient },
    );
  },
};

export const backup: Command = {
  name: 'backup',
  summary: 'write an encrypted backup into a folder of its own, beside the serving server',
  operands: 'PATH',
  options: { ...dataOption, to: { type: 'string', multiple: true, default: [] } },
  describe: { ...dataDescription, to: 'a further age recipient (age1...); may be given several times' },
  async run({ values, positionals, assembly, env, now, print }) {
    const { data, to } = readOptions(Data.extend({ to: z.array(Recipient) }), values);
    const [folder] = positionals;
    if (!folder) throw new UsageError('PATH is missing: a folder that is not there yet.');
    return await onServer({ assembly, env, now }, data, async (server) => {
      const written = await writeBackup(server, folder, [...new Set([...readRecipients(data), ...to])]);
      const rows = written.tables.reduce((sum, table) => sum + table.rows, 0);
      print(
        `${rows} rows in ${written.files.length} sealed files. Prove it with: backup verify ${folder} --identity FILE`,
        {
          rows,
          tables: written.tables,
          files: written.files.length,
          epoch: written.epoch,
        },
      );
    });
  },
};

function readRecipients(data: string): string[] {
  try {
    const lines = readFileSync(dataFolderPaths(data).backupRecipients, 'utf8').split('\n').filter(Boolean);
    return z.array(Recipient).parse(lines);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Fault('data-folder.damaged', { file: 'backup.recipients' }, error);
  }
}

/** The identity in a file as age-keygen writes it: comments, and one line that is the key. */
export async function readIdentity(file: string): Promise<string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError('--identity cannot be read.');
  }
  const identity = text
    .split(/\r?\n/)
    .find((line) => line.startsWith('AGE-SECRET-KEY-1'))
    ?.trim();
  const isOne =
    identity &&
    (await identityToRecipient(identity).then(
      () => true,
      () => false,
    ));
  if (!isOne) throw new UsageError('--identity holds no key: a line AGE-SECRET-KEY-1... is expected.');
  return identity;
}
