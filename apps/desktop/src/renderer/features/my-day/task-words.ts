import type { TaskKind } from '@nrm/domain/task';
import {
  BellRing,
  CircleAlert,
  FilePen,
  GitCompareArrows,
  HeartHandshake,
  Hourglass,
  type LucideIcon,
  MessageCircle,
  RefreshCw,
  Split,
  Stamp,
  UserRoundCheck,
} from 'lucide-react';
import type { TaskRow } from '../../../bridge/queries.ts';
import type { CasePart } from '../case/case-parts.ts';

export const TASK_ICONS: Readonly<Record<TaskKind, LucideIcon>> = {
  'urgent-need': CircleAlert,
  'answer-due': Hourglass,
  'tell-person': MessageCircle,
  'refer-again': RefreshCw,
  'confirm-with-person': UserRoundCheck,
  contradiction: GitCompareArrows,
  'choose-answer': Split,
  'follow-up': HeartHandshake,
  'approve-end': Stamp,
  'recipient-to-tell': BellRing,
  'complete-file': FilePen,
};

/** The part of the file in which each kind of work is done, where no page of its own is nearer. */
const PART_OF_TASK: Readonly<Record<TaskKind, CasePart>> = {
  'urgent-need': 'needs',
  'answer-due': 'referrals',
  'tell-person': 'referrals',
  'refer-again': 'referrals',
  'confirm-with-person': 'referrals',
  contradiction: 'referrals',
  'choose-answer': 'person',
  'follow-up': 'follow-up',
  'approve-end': 'story',
  'recipient-to-tell': 'referrals',
  'complete-file': 'person',
};

/** Where the work of a task is done: a need goes straight to its services, everything else to its part of the file. */
export function pathOfTask(task: Pick<TaskRow, 'kind' | 'case' | 'need'>): string {
  if ((task.kind === 'urgent-need' || task.kind === 'refer-again') && task.need)
    return `/case/${task.case}/refer/${task.need}`;
  return `/case/${task.case}/${PART_OF_TASK[task.kind]}`;
}
