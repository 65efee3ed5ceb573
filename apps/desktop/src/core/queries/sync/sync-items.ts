import { type CaseState, openChoices } from '@nrm/domain/case';
import { type EntryHeader, type FeedItem, feedId } from '@nrm/domain/ledger';
import type { CaseId, EntryId } from '@nrm/domain/shared';
import type { ChoiceItem, HeldDecision, StoryItemOfCase, UnsettledItem } from '../../../bridge/queries.ts';
import { findWritten } from '../../ledger/entry-rows.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { ReadableStore } from '../../store/store.ts';
import { STORY_COLUMNS, STORY_OF_CASE, storyOfCaseReader, storyReader } from '../case/story.ts';
import type { Query, QueryContext } from '../query-context.ts';
import { findGovernorate, nameOfWorker } from '../worker-names.ts';
import { cutLaptops } from './cut-laptops.ts';

const MOST_WAITING = 200;
const MOST_UNSETTLED = 200;
const MOST_RECEIVED = 50;
const MOST_ANSWERED = 20;

/**
 * What this laptop wrote that does not hold. A refusal is settled when somebody wrote in the file again knowing of it;
 * what is held waits for its decision, and what was turned away for its form stays in sight.
 */
const UNSETTLED = `e.own = 1 and e.outcome in ('refused', 'held', 'quarantined') and not (e.placed = 1 and exists (
  select 1 from entries later where later.own = 1 and later.subject_kind = e.subject_kind and later.subject_id = e.subject_id
    and later.device_seq > e.device_seq and json_extract(later.header, '$.basis.subject') >= e.subject_seq))`;

/** What waits to go, what came, what could not hold and what is to be chosen. */
export const syncItems: Query<'sync.items'> = (context) => ({
  waiting: waitingItems(context),
  unsettled: unsettledItems(context),
  choices: choiceItems(context),
  answered: answeredItems(context),
  received: receivedItems(context),
  cutLaptops: cutLaptops(context),
});

export function countUnsettled(store: ReadableStore): number {
  const row = store.get(
    `select (select count(*) from entries e where ${UNSETTLED}) + (select count(*) from tasks where kind = 'choose-answer') as unsettled`,
  );
  return row?.unsettled as number;
}

const waitingItems = (context: QueryContext): readonly StoryItemOfCase[] =>
  context.store
    .all(
      `${STORY_OF_CASE} where e.own = 1 and e.outcome is null order by e.generation, e.device_seq limit ?`,
      MOST_WAITING,
    )
    .map(storyOfCaseReader(context));

/** What could not hold stands among what is to be settled. */
const answeredItems = (context: QueryContext): readonly StoryItemOfCase[] =>
  context.store
    .all(
      `${STORY_OF_CASE} where e.own = 1 and e.outcome = 'applied' order by e.generation desc, e.device_seq desc limit ?`,
      MOST_ANSWERED,
    )
    .map(storyOfCaseReader(context));

function unsettledItems(context: QueryContext): readonly UnsettledItem[] {
  const read = storyOfCaseReader(context);
  return context.store
    .all(`${STORY_OF_CASE} where ${UNSETTLED} order by e.generation desc, e.device_seq desc limit ?`, MOST_UNSETTLED)
    .map((row) => {
      const { entry, type, payload, author, at, outcome, refusal, case: of, fullName } = read(row);
      return {
        entry,
        act: (JSON.parse(row.header as string) as EntryHeader).act.id,
        type,
        payload,
        authorName: author.name,
        at,
        refusal,
        fullName,
        case: of,
        outcome: outcome as UnsettledItem['outcome'],
        decided: findDecision(context, entry),
      };
    });
}

/** That it was decided says the administration; why, and by whom, stands in what was written. */
function findDecision(context: QueryContext, entry: EntryId): HeldDecision | null {
  const decision = findGovernorate(context)?.heldDecisions[entry];
  if (!decision) return null;
  const row = context.store.get(
    `select ${STORY_COLUMNS} from entries where subject_kind = 'governorate' and subject_id = ? and type = ?
       and json_extract(payload, '$.entry') = ? order by id`,
    context.device.governorate,
    decision === 'admitted' ? 'held.admit' : 'held.turn-away',
    entry,
  );
  const said = row && storyReader(context)(row);
  const { reason } = (said?.payload ?? { reason: null }) as { readonly reason: string | null };
  return { decision, reason, authorName: said?.author.name ?? '' };
}

function choiceItems(context: QueryContext): readonly ChoiceItem[] {
  const { store } = context;
  const files = store.all(
    `select distinct t.id, t.number, t.full_name, t.name_key from tasks k join cases t on t.id = k.case_id
     where k.kind = 'choose-answer' order by t.name_key, t.id`,
  );
  return files.flatMap((file) => {
    const state = shownState<CaseState>(store, { kind: 'case', id: file.id as string });
    return (state ? openChoices(state) : []).map(({ field, answers }) => ({
      case: file.id as CaseId,
      caseNumber: file.number as string,
      fullName: file.full_name as string,
      field,
      answers: answers.map(({ entry, value, device }) => ({
        entry,
        value,
        ...writtenBy(context, file.id as CaseId, entry),
        thisLaptop: device === context.device.device,
      })),
    }));
  });
}

function writtenBy(
  context: QueryContext,
  id: CaseId,
  entry: EntryId,
): Pick<ChoiceItem['answers'][number], 'authorName' | 'at'> {
  const written = findWritten(context.store, { kind: 'case', id }, entry);
  const header = written && (JSON.parse(written.header) as EntryHeader);
  return {
    authorName: header ? nameOfWorker(context, header.author.worker) : '',
    at: header?.at.instant ?? context.now,
  };
}

/** The last that came to this office from elsewhere. Read from the end of the feed: the feed is long. */
function receivedItems(context: QueryContext): readonly StoryItemOfCase[] {
  const { store, device } = context;
  const read = storyOfCaseReader(context);
  const items: StoryItemOfCase[] = [];
  const links = store.all(
    'select item from links where feed = ? order by position desc limit ?',
    feedId.office(device.office),
    MOST_RECEIVED * 4,
  );
  for (const link of links) {
    const item = JSON.parse(link.item as string) as FeedItem;
    if (item.kind !== 'entry' || items.length === MOST_RECEIVED) continue;
    const row = store.get(
      `${STORY_OF_CASE} where e.subject_kind = ? and e.subject_id = ? and e.hash = ? and e.own = 0`,
      item.subject.kind,
      item.subject.id,
      item.entryHash,
    );
    if (row) items.push(read(row));
  }
  return items;
}
