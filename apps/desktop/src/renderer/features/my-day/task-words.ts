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

/** Where the work of a task is done: a need goes straight to its services, two answers to where they are chosen. */
export function pathOfTask(task: TaskRow): string {
  if ((task.kind === 'urgent-need' || task.kind === 'refer-again') && task.need)
    return `/case/${task.case}/refer/${task.need}`;
  if (task.kind === 'complete-file') return `/case/${task.case}/person`;
  return task.kind === 'choose-answer' ? '/sync' : `/case/${task.case}`;
}
