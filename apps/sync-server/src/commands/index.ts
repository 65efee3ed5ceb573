import { auditorAdd, auditorList, auditorWithdraw } from './auditor.ts';
import { backupPrune } from './backup-prune.ts';
import { backupVerify, restore } from './backup-restore.ts';
import { backup, backupKey } from './backup-write.ts';
import { bundleExport } from './bundle-export.ts';
import { bundleImport } from './bundle-import.ts';
import type { Command } from './command.ts';
import { connectCode } from './connect-code.ts';
import { directoryExport } from './directory-export.ts';
import { directoryImport } from './directory-import.ts';
import { epochChange } from './epoch-change.ts';
import { feedShow } from './feed-show.ts';
import { init } from './init.ts';
import { laptopList, laptopRevoke } from './laptop-commands.ts';
import { ledgerVerify } from './ledger-verify.ts';
import { officeAdd } from './office-add.ts';
import { officeNightlyHour } from './office-nightly-hour.ts';
import { serve } from './serve.ts';
import { workerAdd, workerEndRole, workerGrantRole, workerList } from './worker-commands.ts';

/** Every command of the administration, in the order in which a new governorate needs them. */
export const commands: readonly Command[] = [
  init,
  serve,
  officeAdd,
  officeNightlyHour,
  workerAdd,
  workerList,
  workerGrantRole,
  workerEndRole,
  auditorAdd,
  auditorList,
  auditorWithdraw,
  connectCode,
  laptopList,
  laptopRevoke,
  directoryImport,
  directoryExport,
  bundleImport,
  bundleExport,
  feedShow,
  ledgerVerify,
  backupKey,
  backupVerify,
  backupPrune,
  backup,
  restore,
  epochChange,
];
