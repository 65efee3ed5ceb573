import type { BundleProgress } from '@nrm/domain/bundle';
import type { Refusal } from '@nrm/domain/shared';

/** What came with one bundle, in numbers. */
export interface TakenIn {
  readonly receipts: number;
  readonly links: number;
  /** As people count: what was done with one press of a button, here and answered now. */
  readonly answered: number;
  /** Likewise, of others. */
  readonly received: number;
  /** The server and this laptop do not remember the same, and the bundle does not say where they last did. */
  readonly apart: boolean;
  /** It did, and this laptop went back to there: what the server has forgotten waits to be sent again. */
  readonly rejoined: boolean;
}

export type BundleWork = 'write' | 'read' | 'carry';

/** What is under way with a stick, and what this laptop carries for others. */
export interface BundleState {
  readonly work: (BundleProgress & { readonly kind: BundleWork }) | null;
  /** The server's key is here, so that something can be sealed to it. */
  readonly canWrite: boolean;
  readonly carried: { readonly bundles: number; readonly bytes: number };
  /** What the last carrying over the line of this session came to. */
  readonly delivered: Delivered | null;
}

export interface WrittenStick {
  readonly entries: number;
  /** As people count: what was done with one press of a button. */
  readonly acts: number;
  readonly bytes: number;
  /** Bundles of others that were written along. */
  readonly carried: number;
}

export interface ReadStick {
  readonly taken: readonly TakenIn[];
  /** For other laptops or for the server: they can be carried. */
  readonly forOthers: number;
  readonly refused: readonly Refusal[];
}

export interface CarriedAway {
  readonly picked: number;
  readonly refused: readonly Refusal[];
}

/** What carrying over the line came to. */
export interface Delivered {
  /** Taken in by the server. */
  readonly handedIn: number;
  /** Answers that are here now: our own and others'. */
  readonly fetched: number;
  readonly refused: readonly Refusal[];
}
