import { z } from 'zod';
import type { GovernorateState } from '../governorate/governorate.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { FilledText, ok, refuse } from '../shared/index.ts';
import { AuditorId, AuditorKey } from './auditor.ts';

/** Another key of the same body takes the place of a withdrawn one; while a key counts nobody replaces it in silence. */
export const registerAuditorKey = defineVerb({
  type: 'auditor.register-key',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: AuditorKey,
  intent: AuditorKey,
  propose: asEntered,
  judge: (state: GovernorateState, payload) =>
    state.auditors?.[payload.auditor]?.withdrawn === false ? refuse('auditor.already-registered') : ok(null),
  apply: (state: GovernorateState, payload): GovernorateState => {
    if (state.auditors?.[payload.auditor]?.withdrawn === false) return state;
    const { auditor, ...key } = payload;
    return { ...state, auditors: { ...state.auditors, [auditor]: { ...key, withdrawn: false } } };
  },
});

const WithdrawAuditorKey = z.object({ auditor: AuditorId, reason: FilledText(500) });

/** From here on nothing is sealed to it. What was handed over before stays readable to whoever has the key. */
export const withdrawAuditorKey = defineVerb({
  type: 'auditor.withdraw-key',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: WithdrawAuditorKey,
  intent: WithdrawAuditorKey,
  propose: asEntered,
  judge: (state: GovernorateState, payload) =>
    state.auditors?.[payload.auditor] ? ok(null) : refuse('auditor.unknown'),
  apply: (state: GovernorateState, payload): GovernorateState => {
    const key = state.auditors?.[payload.auditor];
    if (!key) return state;
    return { ...state, auditors: { ...state.auditors, [payload.auditor]: { ...key, withdrawn: true } } };
  },
});
