import { z } from 'zod';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import { refuse } from '../shared/index.ts';
import { correctFields, judgeSettlements, saysSomething, settlementsOf } from './corrections.ts';
import { type OrganisationState, ServicePlaceId } from './organisation.ts';
import { SERVICE_PLACE_FIELDS, ServicePlace, type ServicePlaceField } from './service.ts';
import { hasRoomForPlace, judgeSize } from './state-size.ts';

const AddPlace = z.object({ place: ServicePlaceId, facts: ServicePlace });

export const addPlace = defineVerb({
  type: 'place.add',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  payload: AddPlace,
  intent: AddPlace,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => {
    if (state.places[payload.place]) return refuse('directory.place-already-added');
    if (!hasRoomForPlace(state)) return refuse('directory.organisation-full');
    return judgeSize(state, payload.facts);
  },
  apply: (state: OrganisationState, payload): OrganisationState =>
    state.places[payload.place] || !hasRoomForPlace(state)
      ? state
      : { ...state, places: { ...state.places, [payload.place]: payload.facts } },
});

const FIELDS = Object.keys(SERVICE_PLACE_FIELDS) as ServicePlaceField[];

const CorrectPlace = z
  .object({ place: ServicePlaceId, changes: ServicePlace.partial(), settled: settlementsOf(FIELDS) })
  .refine(saysSomething, { message: 'form.invalid', path: ['changes'] });

export const correctPlace = defineVerb({
  type: 'place.correct',
  version: 1,
  subject: 'organisation',
  nature: 'act',
  payload: CorrectPlace,
  intent: CorrectPlace,
  propose: asEntered,
  judge: (state: OrganisationState, payload) => {
    const place = state.places[payload.place];
    if (!place) return refuse('directory.place-unknown');
    const settled = judgeSettlements(place, payload.settled);
    return settled.ok ? judgeSize(state, payload.changes, place) : settled;
  },
  apply: (state: OrganisationState, payload, fact): OrganisationState => {
    const place = state.places[payload.place];
    if (!place) return state;
    const corrected = correctFields(place, payload.changes, payload.settled, fact);
    return { ...state, places: { ...state.places, [payload.place]: corrected } };
  },
});
