import type { FileOperations } from '@nrm/sealed-files/file-operations';
import { eachOperation, telling } from '@nrm/sealed-files/stick';
import { findDiskFault } from '../faults.ts';

/** The same operations on the disk of this laptop, whose trouble is a fault. */
export const onOwnDisk = (files: FileOperations): FileOperations =>
  eachOperation(files, (work) => telling(work, (error) => findDiskFault(error) ?? error));
