import type { CaseState } from '../case/case.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { type NeedId, ok, refuse } from '../shared/index.ts';
import { IdentifyNeed, type Need, SettleNeed } from './need.ts';

export const identifyNeed = defineVerb({
  type: 'need.identify',
  version: 1,
  subject: 'case',
  nature: 'report',
  payload: IdentifyNeed,
  intent: IdentifyNeed,
  propose: asEntered,
  judge: (state: CaseState, payload) => (state.needs[payload.need] ? refuse('need.already-identified') : ok(null)),
  apply: (state: CaseState, payload, fact): CaseState =>
    state.needs[payload.need]
      ? state
      : withNeed(state, payload.need, {
          topic: payload.topic,
          urgency: payload.urgency,
          identifiedOn: fact.occurredOn.day,
          settled: null,
        }),
});

export const settleNeed = defineVerb({
  type: 'need.settle',
  version: 1,
  subject: 'case',
  nature: 'act',
  payload: SettleNeed,
  intent: SettleNeed,
  propose: asEntered,
  judge: (state: CaseState, payload) => {
    const need = state.needs[payload.need];
    if (!need) return refuse('need.unknown');
    return need.settled ? refuse('need.already-settled') : ok(null);
  },
  apply: (state: CaseState, payload, fact): CaseState => {
    const need = state.needs[payload.need];
    if (!need || need.settled) return state;
    return withNeed(state, payload.need, { ...need, settled: { how: payload.how, on: fact.occurredOn.day } });
  },
});

const withNeed = (state: CaseState, id: NeedId, need: Need): CaseState => ({
  ...state,
  needs: { ...state.needs, [id]: need },
});
