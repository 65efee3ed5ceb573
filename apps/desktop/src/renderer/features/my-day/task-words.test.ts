import type { CaseId, NeedId } from '@nrm/domain/shared';
import type { TaskKind } from '@nrm/domain/task';
import { expect, test } from 'vitest';
import { pathOfTask } from './task-words.ts';

const file = '0190a000-0000-7000-8000-000000000001' as CaseId;
const need = '0190a000-0000-7000-8000-000000000002' as NeedId;

const WITH_NEED: Readonly<Record<TaskKind, string>> = {
  'urgent-need': `refer/${need}`,
  'refer-again': `refer/${need}`,
  'answer-due': 'referrals',
  'tell-person': 'referrals',
  'confirm-with-person': 'referrals',
  contradiction: 'referrals',
  'recipient-to-tell': 'referrals',
  'choose-answer': 'person',
  'complete-file': 'person',
  'follow-up': 'follow-up',
  'approve-end': 'story',
};

test.each(Object.entries(WITH_NEED))('a task of the kind %s opens %s of its file', (kind, part) => {
  expect(pathOfTask({ kind: kind as TaskKind, case: file, need })).toBe(`/case/${file}/${part}`);
});

test.each([
  ['urgent-need', 'needs'],
  ['refer-again', 'referrals'],
] as const)('%s without a need opens %s of its file', (kind, part) => {
  expect(pathOfTask({ kind, case: file, need: undefined })).toBe(`/case/${file}/${part}`);
});
