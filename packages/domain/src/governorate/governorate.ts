import { z } from 'zod';
import type { Role } from '../access/role.ts';
import type { Auditor, AuditorId } from '../audit/auditor.ts';
import type { FeedId } from '../ledger/feed.ts';
import {
  type AuthorityId,
  type DeviceId,
  type EntryId,
  FilledText,
  type GovernorateId,
  type LocalDate,
  type OfficeId,
  Text,
  type WorkerId,
} from '../shared/index.ts';

/** A name in the three languages of the screen. Sorani may be missing where nobody has reviewed it yet. */
export const Names = z.object({ ar: FilledText(200), en: FilledText(200), ckb: Text(200).optional() });
export type Names = z.infer<typeof Names>;

/**
 * A role somebody holds, as an interval of this subject's own order, so that "did they hold it when they wrote?" is a
 * question to the state and never to a clock.
 */
export interface Grant {
  readonly role: Role;
  /** null for roles of the whole governorate */
  readonly office: OfficeId | null;
  readonly from: number;
  /** subjectSeq at which it ended; null while it holds */
  readonly until: number | null;
}

export interface Worker {
  readonly name: string;
  readonly grants: readonly Grant[];
}

export interface Device {
  readonly office: OfficeId;
  /** Part of case numbers formed on this device. */
  readonly number: number;
  /** Ed25519, raw, base64url */
  readonly publicKey: string;
  readonly from: number;
  readonly until: number | null;
  /** Each time its history was cut it began another; absent while it has its first. */
  readonly generation?: number;
  /** Why it last did. */
  readonly cutBy?: HistoryCut;
}

/**
 * Why the history of a laptop had to begin anew: another one with the same key had written at the same place (a cloned
 * disk), its own replica was older than it should be (a restored image, a power cut of a lying disk), or the server had
 * forgotten more of it than the laptop still holds.
 */
export const HISTORY_CUTS = ['fork', 'rolled-back', 'gap'] as const;
export const HistoryCut = z.enum(HISTORY_CUTS);
export type HistoryCut = z.infer<typeof HistoryCut>;

/** Who runs the mechanism here: MoMD, the JCC, the Sulaymaniyah operator. Letterhead and populations differ. */
export interface OperatingAuthority {
  readonly names: Names;
  readonly letterhead: readonly string[];
  readonly hotline: string | null;
}

/** Folded state of the subject everybody pulls first: people, roles, devices, rules of timing. */
export interface GovernorateState {
  readonly id: GovernorateId;
  readonly names: Names;
  readonly demonstration: boolean;
  readonly authorities: Readonly<Record<AuthorityId, OperatingAuthority>>;
  readonly workers: Readonly<Record<WorkerId, Worker>>;
  readonly devices: Readonly<Record<DeviceId, Device>>;
  readonly holidays: readonly LocalDate[];
  /** What a supervisor decided about entries that were held. */
  readonly heldDecisions: Readonly<Record<EntryId, 'admitted' | 'turned-away'>>;
  /** To whom case files may be sealed; absent where nobody was named yet. */
  readonly auditors?: Readonly<Record<AuditorId, Auditor>>;
}

export const administrationFeed = (governorate: string) => `administration/${governorate}` as FeedId;
