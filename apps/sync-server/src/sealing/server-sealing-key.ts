/** What is sealed to the server (bundles that travel by stick) opens with this key; its public half goes to every laptop. */
import { readFileSync } from 'node:fs';
import { type AgeKeyPair, createAgeKeyPair } from '@nrm/sealed-files/age';
import { identityToRecipient } from 'age-encryption';
import { errorCode, Fault } from '../faults.ts';
import { writePrivateFile } from '../store/private-file.ts';

/**
 * Opens the key of a data folder, and makes it where a release before bundles set the folder up.
 * @throws Fault data-folder.damaged, data-folder.not-writable
 */
export async function openSealingKey(file: string): Promise<AgeKeyPair> {
  let identity: string;
  try {
    identity = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw new Fault('data-folder.damaged', { file: 'sealing.key' }, cause);
    const made = await createAgeKeyPair();
    writePrivateFile(file, `${made.identity}\n`);
    return made;
  }
  try {
    return { identity, recipient: await identityToRecipient(identity) };
  } catch {
    throw new Fault('data-folder.damaged', { file: 'sealing.key' });
  }
}
