import { z } from 'zod';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { FilledText, OfficeId, ok, refuse, WorkerId } from '../shared/index.ts';
import { type CaseState, ENDING_REASONS } from './case.ts';

/** The life of a file: notes, ending and reopening follow-up, moving to another office, who is responsible. */
const Note = z.object({ words: FilledText(8000) });

export const noteCase = defineVerb({
  type: 'case.note',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: Note,
  intent: Note,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: CaseState): CaseState => state, // the words stay in the story
});

const EndFollowUp = z.object({ reason: z.enum(ENDING_REASONS), words: FilledText(4000) });

export const proposeEnd = defineVerb({
  type: 'case.propose-end',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: EndFollowUp,
  intent: EndFollowUp,
  propose: asEntered,
  judge: (state: CaseState) =>
    state.status === 'open' ? ok(null) : refuse('case.has-ended', { allowed: ['case.reopen'] }),
  apply: (state: CaseState, payload, fact): CaseState => ({
    ...state,
    endProposed: { by: fact.author.worker, reason: payload.reason },
  }),
});

/** A supervisor ends the follow-up, never one they proposed themselves. */
export const endCase = defineVerb({
  type: 'case.end',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: EndFollowUp,
  intent: EndFollowUp,
  propose: asEntered,
  judge: (state: CaseState, _payload, context) => {
    if (state.status !== 'open') return refuse('case.has-ended', { allowed: ['case.reopen'] });
    if (state.endProposed?.by === context.author.worker) return refuse('case.own-proposal');
    return ok(null);
  },
  apply: (state: CaseState, payload): CaseState => ({
    ...state,
    status: 'ended',
    endedBecause: payload.reason,
    endProposed: null,
    followUp: { ...state.followUp, nextOn: null },
  }),
});

const Reopen = z.object({ words: FilledText(4000) });

export const reopenCase = defineVerb({
  type: 'case.reopen',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: Reopen,
  intent: Reopen,
  propose: asEntered,
  judge: (state: CaseState) => (state.status === 'ended' ? ok(null) : refuse('case.is-open')),
  apply: (state: CaseState): CaseState => ({ ...state, status: 'open', endedBecause: null }),
});

const Transfer = z.object({ toOffice: OfficeId, words: FilledText(4000) });

/** The file goes to another office with its whole history; who had it before no longer receives it. */
export const transferCase = defineVerb({
  type: 'case.transfer',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: Transfer,
  intent: Transfer,
  propose: asEntered,
  judge: (state: CaseState, payload) => (payload.toOffice === state.office ? refuse('case.already-there') : ok(null)),
  apply: (state: CaseState, payload, fact): CaseState => ({
    ...state,
    office: payload.toOffice,
    offices: [...state.offices, { office: payload.toOffice, seq: fact.seq }],
  }),
});

const Assign = z.object({ worker: WorkerId });

export const assignCase = defineVerb({
  type: 'case.assign',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: Assign,
  intent: Assign,
  propose: asEntered,
  judge: (_state: CaseState, payload, context) =>
    context.administration?.workers[payload.worker] ? ok(null) : refuse('worker.unknown'),
  apply: (state: CaseState, payload): CaseState => ({ ...state, responsible: payload.worker }),
});
