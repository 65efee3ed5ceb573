import type { Language } from '@nrm/domain/language';
import { NO_CONFIGURED_PLACES, type Places, placeName, placesWith, type ShownName } from '@nrm/domain/place';
import { assert } from '@nrm/domain/shared';

let built: Places | undefined;

/** The places of Iraq; built when first asked for, because it takes a moment and the first screen needs none. */
export function places(): Places {
  if (!built) {
    const result = placesWith(NO_CONFIGURED_PLACES);
    assert(result.ok, 'the published places could not be built');
    built = result.value;
  }
  return built;
}

/** A place by its id for the screen. An id that this release does not know is shown as it is. */
export function shownPlace(id: string, language: Language): ShownName {
  const place = places().find(id);
  return place ? placeName(place, language) : { text: id, language: 'en', reviewed: true };
}
