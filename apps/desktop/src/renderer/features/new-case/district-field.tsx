import type { Place } from '@nrm/domain/place';
import { placeName } from '@nrm/domain/place';
import { useMemo } from 'react';
import { useQueryOf } from '../../app/bridge-client.ts';
import { places } from '../../app/places.ts';
import { type Choice, ComboBox } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

export interface DistrictFieldProps {
  /** Where it is not about where the person lives. */
  readonly label?: string;
  readonly value: string | null;
  readonly onChange: (district: string | null) => void;
  readonly error: string | undefined;
}

/** The district where the person lives now, found by any spelling; those of the own governorate stand first. Nothing finer is asked. */
export function DistrictField({ label, value, onChange, error }: DistrictFieldProps) {
  const t = useWords('new-case');
  const language = useLanguage();
  const { data: session } = useQueryOf('session.state', {});
  const home = session?.governorate?.names.en;

  const choices = useMemo((): readonly Choice<string>[] => {
    const own = home === undefined ? undefined : places().search(home, { level: 'governorate', limit: 1 })[0];
    const districts = places().all.filter(({ level }) => level === 'district');
    const isOwn = (place: Place) => place.parent === own?.id;
    return [...districts.filter(isOwn), ...districts.filter((place) => !isOwn(place))].map((place) => {
      const governorate = place.parent === null ? undefined : places().find(place.parent);
      const name = placeName(place, language);
      const within = governorate ? placeName(governorate, language).text : '';
      return {
        value: place.id,
        label: t('person.district-in', { district: name.text, governorate: within, interpolation: { escape: String } }),
        ...(!name.reviewed && { description: t('words:arabic-name') }),
      };
    });
  }, [home, language, t]);

  // Asked once for all districts, not once for each.
  const finds = useMemo(() => {
    let last = { text: '', ids: new Set<string>() };
    return (choice: Choice<string>, text: string): boolean => {
      if (text.trim() === '' || choice.label === text) return true;
      if (last.text !== text) {
        const found = places().search(text, { limit: 200 });
        last = {
          text,
          ids: new Set(
            found.flatMap(({ id, level, parent }) => (level === 'sub-district' && parent ? [id, parent] : [id])),
          ),
        };
        for (const place of found)
          if (place.level === 'governorate') for (const child of places().childrenOf(place.id)) last.ids.add(child.id);
      }
      return last.ids.has(choice.value);
    };
  }, []);

  return (
    <ComboBox
      label={label ?? t('person.district')}
      placeholder={t('person.district-hint')}
      choices={choices}
      value={value}
      onChange={onChange}
      filter={finds}
      error={error}
    />
  );
}
