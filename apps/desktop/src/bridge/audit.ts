import type { AuditExport, AuditorId } from '@nrm/domain/audit';
import type { CaseId, LocalDate } from '@nrm/domain/shared';

/** What the room "Audit export" shows. */
export interface AuditState {
  /** Whom the governorate named; not the national root, to which everything is sealed anyway. */
  readonly auditors: readonly {
    readonly id: AuditorId;
    readonly name: string;
    readonly validUntil: LocalDate;
    readonly use: 'usable' | 'expired' | 'withdrawn';
  }[];
  /** The newest first. */
  readonly exports: readonly (AuditExport & {
    readonly auditorName: string;
    readonly preparedByName: string;
    readonly releasedByName: string | null;
    readonly withdrawnByName: string | null;
    /** Prepared by whoever asks: somebody else has to release it. */
    readonly isOwn: boolean;
  })[];
  /** What is being written now. */
  readonly work: AuditWork | null;
}

/** What somebody chose, for whoever is to answer for it. */
export interface ChosenFiles {
  /** Who asked for them and by which letter. */
  readonly reason: string;
  readonly files: readonly { readonly id: CaseId; readonly number: string; readonly fullName: string }[];
  /** How many of the chosen ones are not on this laptop any more. */
  readonly gone: number;
}

export interface AuditWork {
  readonly stage: 'writing' | 'reading-back' | 'signing';
  /** Bytes; `total` is 0 while it is not known. */
  readonly done: number;
  readonly total: number;
}

export interface WrittenAudit {
  /** Name of the folder that was made. */
  readonly folder: string;
  /** SHA-256 of the list that names everything in it: read aloud, it says which hand-over this is. */
  readonly bag: string;
  readonly bytes: number;
  /** As PDF too, or as pages for a browser alone because nothing on this laptop prints. */
  readonly hasPdf: boolean;
}
