import type { EntryHeader, Outcome } from '@nrm/domain/ledger';
import { type CaseId, dayInBaghdad, type Refusal } from '@nrm/domain/shared';
import type { StoryItem, StoryItemOfCase } from '../../../bridge/queries.ts';
import type { SqlRow } from '../../store/store.ts';
import type { QueryContext } from '../query-context.ts';
import { nameOfWorker } from '../worker-names.ts';

/** Of a row of `entries`. */
export const STORY_COLUMNS = 'header, payload, outcome, refusal';

/** Reads stored entries as lines that can be read aloud. They were opened when they came: they are not checked again. */
export const storyReader =
  (context: QueryContext) =>
  (row: SqlRow): StoryItem => {
    const header = JSON.parse(row.header as string) as EntryHeader;
    return {
      entry: header.id,
      type: header.type,
      // Struck words leave null behind.
      payload: row.payload === null ? null : JSON.parse(row.payload as string),
      author: { ...header.author, name: nameOfWorker(context, header.author.worker) },
      at: header.at.instant,
      clockSuspect: header.at.clock === 'suspect',
      occurredOn: header.occurredOn ?? { day: dayInBaghdad(header.at.instant), precision: 'exact' },
      device: header.device,
      thisLaptop: header.device === context.device.device,
      outcome: row.outcome as Outcome | null,
      refusal: readRefusal(row),
    };
  };

export const readRefusal = (row: SqlRow): Refusal | null =>
  row.refusal === null ? null : (JSON.parse(row.refusal as string) as Refusal);

/** As `STORY_COLUMNS`, with whose file it is; for a row of `entries e`. */
export const STORY_OF_CASE = `select e.header, e.payload, e.outcome, e.refusal, c.id as case_id, c.full_name
  from entries e left join cases c on e.subject_kind = 'case' and c.id = e.subject_id`;

export const storyOfCaseReader = (context: QueryContext) => {
  const read = storyReader(context);
  return (row: SqlRow): StoryItemOfCase => ({
    ...read(row),
    case: row.case_id as CaseId | null,
    fullName: row.full_name as string | null,
  });
};
