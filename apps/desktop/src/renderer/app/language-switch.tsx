import { LANGUAGES, type Language } from '@nrm/domain/language';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { setLanguage, useLanguage, useWords } from '../i18n/words.ts';
import { useCommand } from './bridge-client.ts';

/** Each language by its own name, whatever the language of the screen: whoever cannot read this one finds theirs. */
export function LanguageSwitch() {
  const t = useWords('shell');
  const language = useLanguage();
  const { run: keep } = useCommand('preferences.set-language');
  return (
    <ToggleButtonGroup
      className="language-switch"
      aria-label={t('language')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[language]}
      onSelectionChange={(keys) => {
        const chosen = LANGUAGES.find((each) => keys.has(each));
        if (!chosen) return;
        setLanguage(chosen);
        void keep({ language: chosen });
      }}
    >
      {LANGUAGES.map((each: Language) => (
        <ToggleButton key={each} id={each} className="language" lang={each}>
          {t(`language.${each}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
