import type { OfficeId } from '../shared/index.ts';
import { dayInBaghdad } from '../shared/index.ts';
import type { EntryHeader, SubjectKindName } from './entry.ts';
import type { FeedId } from './feed.ts';
import type { AnyVerb, Fact } from './verb.ts';

/** A kind of subject: its verbs, where its entries go, who may touch it. */
export interface SubjectKind<State> {
  readonly kind: SubjectKindName;
  /** Raised when the folded state changes shape: stored states of another version are folded again from the entries. */
  readonly stateVersion: number;
  readonly verbs: readonly AnyVerb[];
  /** The feed the subject belongs to now. */
  feedOf(state: State, governorate: string): FeedId;
  /**
   * The offices whose workers may act on this subject, seen by an author who had applied `basis` entries of it. Null
   * means the whole governorate. A case that moved may still be reported on by who had it when they wrote.
   */
  officesOf(state: State, basis: number): readonly OfficeId[] | null;
}

export const factOf = (header: EntryHeader, seq: number, pending: boolean): Fact => ({
  entry: header.id,
  seq,
  pending,
  basis: header.basis.subject,
  device: header.device,
  author: header.author,
  at: header.at.instant,
  occurredOn: header.occurredOn ?? { day: dayInBaghdad(header.at.instant), precision: 'exact' },
});
