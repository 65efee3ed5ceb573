import { readFileSync } from 'node:fs';
import type { AuditReport } from '../audit/report.ts';
import { verifyExport } from '../audit/verify-export.ts';
import { createNodeSha256, exportFolder } from '../core/export/export-folder.ts';
import { exportWord } from '../core/export/travelling-words.ts';
import { nodeCrypto } from '../core/ledger/node-crypto.ts';

export interface AuditVerifyOptions {
  /** Folder of the bag. */
  readonly path: string;
  /** File with the auditor's `AGE-SECRET-KEY-1...`, as `age-keygen` writes it. */
  readonly identityFile?: string;
  /** Hex. */
  readonly serverKey?: string;
}

/** The same checks as the page makes. @throws Error with a code of the file system when the folder cannot be read */
export function verifyAuditFolder({ path, identityFile, serverKey }: AuditVerifyOptions): Promise<AuditReport> {
  const identity =
    identityFile === undefined ? undefined : /^AGE-SECRET-KEY-1\S+$/m.exec(readFileSync(identityFile, 'utf8'))?.[0];
  return verifyExport(exportFolder(path), {
    crypto: nodeCrypto,
    createSha256: createNodeSha256,
    // A file without a key is told as a key that does not open, not as "the outside is well".
    ...(identityFile !== undefined && { identity: identity ?? '' }),
    ...(serverKey !== undefined && { serverKey }),
  });
}

/** For a person at a terminal. */
export function reportText({ troubles, isOpened, laptopKey, serverKey, content }: AuditReport): string {
  const verdict = troubles.length > 0 ? 'verifier.bad' : isOpened ? 'verifier.good' : 'verifier.good-outside';
  const lines = [exportWord('en', verdict)];
  for (const { code, where } of troubles) lines.push(`  ${where}: ${exportWord('en', `trouble.${code}`)}`);
  if (laptopKey) lines.push(`${exportWord('en', 'verifier.laptop-key')}: ${laptopKey}`);
  if (serverKey) lines.push(`${exportWord('en', 'verifier.server-key-found')}: ${serverKey}`);
  if (content && troubles.length === 0) {
    lines.push(`${exportWord('en', 'verifier.as-of')} ${content.asOf}`);
    for (const { number, entries, waiting, struck } of content.cases) {
      const counts = { entries: String(entries), waiting: String(waiting), struck: String(struck) };
      lines.push(`  ${exportWord('en', 'verifier.case', { number, ...counts })}`);
    }
    if (content.isOtherRelease) lines.push(exportWord('en', 'verifier.other-release'));
  }
  if (troubles.length === 0) lines.push(exportWord('en', 'proves'));
  return lines.join('\n');
}
