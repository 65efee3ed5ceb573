import { MAX_ACT_ENTRIES } from '../ledger/index.ts';
import type { OrganisationState } from '../organisation/index.ts';
import type { OrganisationId } from '../shared/index.ts';
import type { HsdsOrganisation } from './parse-package.ts';

/** One act to write: a verb of ours on one organisation. */
export interface DirectoryIntent {
  readonly organisation: OrganisationId;
  readonly type: 'organisation.register' | 'place.add' | 'service.add';
  readonly payload: unknown;
}

export interface ImportPlan {
  /** In the order in which they have to be written. */
  readonly intents: readonly DirectoryIntent[];
  readonly added: { readonly organisations: number; readonly places: number; readonly services: number };
  /** There before, and left as they are: what people corrected since is worth more than the list they corrected. */
  readonly alreadyThere: { readonly organisations: number; readonly places: number; readonly services: number };
}

/**
 * What is still missing of a package in the directory as it stands. Importing the same package twice changes nothing;
 * a package with more than last time brings only that.
 * @param findOrganisation the organisation as it stands, undefined where there is none with this id
 */
export function planImport(
  organisations: readonly HsdsOrganisation[],
  findOrganisation: (id: OrganisationId) => Pick<OrganisationState, 'places' | 'services'> | undefined,
): ImportPlan {
  const intents: DirectoryIntent[] = [];
  const count = { organisations: 0, places: 0, services: 0 };
  for (const { id, register, places, services } of organisations) {
    const state = findOrganisation(id);
    if (!state) intents.push({ organisation: id, type: 'organisation.register', payload: register });
    for (const place of places)
      if (!state?.places[place.place]) intents.push({ organisation: id, type: 'place.add', payload: place });
    for (const service of services)
      if (!state?.services[service.service]) intents.push({ organisation: id, type: 'service.add', payload: service });
    count.organisations += 1;
    count.places += places.length;
    count.services += services.length;
  }
  const written = (type: DirectoryIntent['type']) => intents.filter((intent) => intent.type === type).length;
  const added = {
    organisations: written('organisation.register'),
    places: written('place.add'),
    services: written('service.add'),
  };
  return {
    intents,
    added,
    alreadyThere: {
      organisations: count.organisations - added.organisations,
      places: count.places - added.places,
      services: count.services - added.services,
    },
  };
}

/**
 * The acts to write, in this order: each is of one organisation and stored all or none. An organisation with more places
 * and services than an act may have comes in several, the first of which registers it.
 */
export const actsOf = (plan: Pick<ImportPlan, 'intents'>): readonly (readonly DirectoryIntent[])[] => {
  const acts: DirectoryIntent[][] = [];
  for (const intent of plan.intents) {
    const act = acts.at(-1);
    const fits = act !== undefined && act[0]?.organisation === intent.organisation && act.length < MAX_ACT_ENTRIES;
    if (fits) act.push(intent);
    else acts.push([intent]);
  }
  return acts;
};
