import type { Instant, LocalDate, WorkerId } from '@nrm/domain/shared';
import type { z } from 'zod';
import type { QUERIES, QueryAnswers, QueryName } from '../../bridge/queries.ts';
import type { ThisDevice } from '../ledger/ledger.ts';
import type { ReadableStore } from '../store/store.ts';

/** Who asks, where and when. A query reads and does nothing else. */
export interface QueryContext {
  readonly store: ReadableStore;
  readonly worker: WorkerId;
  readonly device: ThisDevice;
  readonly today: LocalDate;
  readonly now: Instant;
}

/** The arguments as the door parsed them. */
export type ParsedQuery<Name extends QueryName> = z.output<(typeof QUERIES)[Name]>;

export type Query<Name extends QueryName> = (context: QueryContext, args: ParsedQuery<Name>) => QueryAnswers[Name];
