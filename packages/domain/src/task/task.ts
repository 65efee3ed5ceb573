import { DEFAULT_SOP, followUpDueOn, type Holidays } from '../calendar/index.ts';
import { type CaseState, notAskedYet, openChoices, type PersonField, type Priority } from '../case/index.ts';
import type { Need, Urgency } from '../need/index.ts';
import { asksToReferAgain, contradictionOf, endingOf, type Referral } from '../referral/index.ts';
import type { ConsentId, EntryId, LocalDate, NeedId, ReferralId, WorkerId } from '../shared/index.ts';

/**
 * What a file asks of people next. Nobody writes a task down and nobody ticks one off: it is read from the file and is
 * gone when the file says that it was done.
 */
export const TASK_KINDS = [
  /** An emergency or urgent need with no referral on its way. */
  'urgent-need',
  /** Sent, and the provider has not answered; due on the day the SOP gave it. */
  'answer-due',
  /** The provider answered, also "no": the person is to be told. */
  'tell-person',
  /** The provider said no, or nothing by its date: the need goes to another one. */
  'refer-again',
  /** The provider says how it ended: what does the person say? */
  'confirm-with-person',
  /** Two reports that cannot both be the whole truth. */
  'contradiction',
  /** A field with two answers. */
  'choose-answer',
  'follow-up',
  /** A proposal to end the follow-up; for a supervisor who did not make it. */
  'approve-end',
  /** Consent was taken back after the sending: the provider has to hear of it. */
  'recipient-to-tell',
  /** Referred in a hurry: the rest of the registration is still to be asked. */
  'complete-file',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export interface Task {
  readonly kind: TaskKind;
  /** null where no rule gives a day: then it is for now */
  readonly dueOn: LocalDate | null;
  /** Of the referral or the need; null for tasks of the whole file */
  readonly urgency: Urgency | null;
  readonly referral?: ReferralId;
  readonly need?: NeedId;
  readonly consent?: ConsentId;
  /** The report the person is to be told of. */
  readonly entry?: EntryId;
  readonly field?: PersonField;
  /** Who proposed the end, and may therefore not approve it. */
  readonly proposedBy?: WorkerId;
}

/** Tasks that only a supervisor can do. */
export const SUPERVISOR_TASKS: readonly TaskKind[] = ['approve-end'];

/** Nobody is left to tell, or nobody knows where. */
const NOBODY_TO_TELL: readonly CaseState['endedBecause'][] = ['died', 'not-reached', 'opened-in-error'];

/**
 * Every task of a file, in no order of importance (see `compareTasks`).
 * @param holidays days on which a follow-up reckoned by the SOP does not fall
 */
export function tasksOf(state: CaseState, holidays: Holidays = new Set()): readonly Task[] {
  const open = state.status === 'open';
  return [
    ...(open ? needTasks(state) : []),
    ...referralsOf(state).flatMap(([id, referral]) => referralTasks(state, id, referral)),
    ...openChoices(state).map(({ field }): Task => ({ kind: 'choose-answer', dueOn: null, urgency: null, field })),
    ...(open ? fileTasks(state, holidays) : []),
  ];
}

const referralsOf = (state: CaseState) => Object.entries(state.referrals) as [ReferralId, Referral][];

function needTasks(state: CaseState): readonly Task[] {
  const needs = Object.entries(state.needs) as [NeedId, Need][];
  return needs
    .filter(([id, need]) => !need.settled && need.urgency !== 'normal' && !wasSent(state, id))
    .map(([id, { urgency, identifiedOn }]) => ({
      kind: 'urgent-need',
      // An emergency is referred while the person waits; for urgent needs the SOP counts from the sending only.
      dueOn: urgency === 'emergency' ? identifiedOn : null,
      urgency,
      need: id,
    }));
}

const wasSent = (state: CaseState, need: NeedId) =>
  Object.values(state.referrals).some((referral) => referral.need === need && referral.sending === 'sent');

function referralTasks(state: CaseState, id: ReferralId, referral: Referral): readonly Task[] {
  const { urgency, need, sending } = referral;
  const task = (kind: TaskKind, more: Partial<Task> = {}): Task => ({
    kind,
    dueOn: null,
    urgency,
    referral: id,
    need,
    ...more,
  });
  if (sending === 'entered-in-error') return [];
  const open = state.status === 'open';
  const tasks: Task[] = [];
  if (open || !NOBODY_TO_TELL.includes(state.endedBecause))
    tasks.push(...referral.toTell.map((entry) => task('tell-person', { entry })));
  if (sending !== 'sent') return tasks;
  const { consent } = referral;
  if (consent !== null && (state.consents[consent]?.withdrawnBy ?? null) !== null)
    tasks.push(task('recipient-to-tell', { consent }));
  if (!open) return tasks;
  if (waitsForAnswer(referral)) tasks.push(task('answer-due', { dueOn: referral.dueOn }));
  if (asksToReferAgain(referral) && !state.needs[need]?.settled && !hasLaterReferral(state, id, need))
    tasks.push(task('refer-again'));
  if (referral.confirmation === null && endingOf(referral, true) === 'provider-only')
    tasks.push(task('confirm-with-person'));
  if (contradictionOf(referral) !== null) tasks.push(task('contradiction'));
  return tasks;
}

/** "Delivered" says only that it arrived. */
export const waitsForAnswer = ({ sending, answer, service, confirmation }: Referral): boolean =>
  sending === 'sent' && service === null && confirmation === null && (answer === null || answer.status === 'delivered');

/** The need is on its way to somebody else already, or that is being written. */
const hasLaterReferral = (state: CaseState, id: ReferralId, need: NeedId) =>
  referralsOf(state).some(
    ([other, referral]) =>
      other !== id &&
      referral.need === need &&
      (referral.sending === 'draft' || (referral.sending === 'sent' && !asksToReferAgain(referral))),
  );

function fileTasks(state: CaseState, holidays: Holidays): readonly Task[] {
  const { lastOn, nextOn } = state.followUp;
  const priority = state.person.priority?.value ?? 'ordinary';
  const dueOn = nextOn ?? followUpDueOn(DEFAULT_SOP, priority, lastOn ?? state.openedOn, holidays);
  const followUp: Task = { kind: 'follow-up', dueOn, urgency: null };
  const tasks = [followUp];
  if (state.toComplete && notAskedYet(state).length > 0)
    tasks.push({ kind: 'complete-file', dueOn: null, urgency: null });
  if (state.endProposed)
    tasks.push({ kind: 'approve-end', dueOn: null, urgency: null, proposedBy: state.endProposed.by });
  return tasks;
}

/** A task beside whose file it is: a person's follow-up priority weighs where the task itself says nothing. */
export type RankedTask = Task & { readonly priority?: Priority | null };

const URGENCY_RANK: Readonly<Record<Urgency, number>> = { emergency: 0, urgent: 1, normal: 3 };
const PRIORITY_RANK: Readonly<Record<Priority, number>> = { urgent: 1, high: 2, medium: 3, ordinary: 4 };

/** What is past its date first; then the more urgent; then the earlier day, what has none last; then kind by kind. */
export const compareTasks =
  (today: LocalDate) =>
  (a: RankedTask, b: RankedTask): number =>
    Number(isPast(b, today)) - Number(isPast(a, today)) ||
    rankOf(a) - rankOf(b) ||
    compareDays(a.dueOn, b.dueOn) ||
    TASK_KINDS.indexOf(a.kind) - TASK_KINDS.indexOf(b.kind);

const isPast = ({ dueOn }: Task, today: LocalDate) => dueOn !== null && dueOn < today;

const rankOf = ({ urgency, priority }: RankedTask): number =>
  Math.min(urgency ? URGENCY_RANK[urgency] : 4, priority ? PRIORITY_RANK[priority] : 4);

function compareDays(a: LocalDate | null, b: LocalDate | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
