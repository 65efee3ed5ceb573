import type { SubjectKindName, SubjectRef } from '@nrm/domain/ledger';
import type { Topic } from '../bridge/answer.ts';

/** Which questions of the screens a change of a subject may answer differently. */
const TOPICS_OF: Readonly<Record<SubjectKindName, readonly Topic[]>> = {
  case: ['people', 'case', 'tasks', 'referrals'],
  organisation: ['directory', 'referrals', 'tasks'],
  office: ['administration'],
  governorate: ['administration'],
};

export const topicsOf = (changed: readonly SubjectRef[]): readonly Topic[] => [
  ...new Set(changed.flatMap(({ kind }) => TOPICS_OF[kind])),
];
