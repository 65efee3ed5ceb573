import type { SharedField } from '@nrm/domain/consent';
import { directionOf, LANGUAGES, type Language } from '@nrm/domain/language';
import { Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ServiceRow } from '../../../bridge/queries.ts';
import { nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

/** The language to speak or print in: the person's own, or that of the screen where theirs is not one of ours. */
export const spokenLanguage = (client: string | null, screen: Language): Language =>
  LANGUAGES.find((language) => language === client) ?? screen;

/** What is read to the person before they answer, in their language: who would hear what, and that no costs nothing. */
export function ReadAloud({
  clientLanguage,
  fields,
  names,
  policeDesk,
}: {
  readonly clientLanguage: string | null;
  readonly fields: readonly SharedField[];
  readonly names: ServiceRow;
  readonly policeDesk: boolean;
}) {
  const label = useWords('refer');
  const { i18n } = useTranslation();
  const screen = useLanguage();
  const language = spokenLanguage(clientLanguage, screen);
  const t = i18n.getFixedT(language, 'refer');
  return (
    <figure className="read-aloud">
      <figcaption>
        <Volume2 size={18} aria-hidden />
        {label('read-aloud')}
      </figcaption>
      <blockquote lang={language} dir={directionOf(language)}>
        <p>
          {t('aloud.may-we', {
            service: nameIn(names.state.names, language),
            organisation: nameIn(names.organisationState.names, language),
          })}
        </p>
        {policeDesk && <p className="read-aloud-police">{t('aloud.police')}</p>}
        <ul>
          {fields.map((field) => (
            <li key={field}>{t(`words:consent-field.${field}`)}</li>
          ))}
        </ul>
        <p>{t('aloud.you-may')}</p>
      </blockquote>
    </figure>
  );
}
