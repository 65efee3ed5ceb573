import { MONTHS } from '@nrm/domain/calendar';
import { westernDigits } from '@nrm/domain/name';
import { useState } from 'react';
import { CheckboxField, Select, TextField } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import type { BirthForm } from './birth-form.ts';

/** Year, month and day of birth as far as they are known. A guessed year hides what would be more exact than it. */
export function BirthFields({
  value,
  onChange,
  isImpossible,
}: {
  readonly value: BirthForm;
  readonly onChange: (value: BirthForm) => void;
  readonly isImpossible: boolean;
}) {
  const t = useWords('case');
  const language = useLanguage();
  const [wasLeft, setLeft] = useState(false);
  const digits = (text: string, most: number) => westernDigits(text).replace(/\D/g, '').slice(0, most);
  return (
    <div className="birth-part">
      <div className="birth-fields">
        <TextField
          label={t('words:person-field.yearOfBirth')}
          value={value.year}
          onChange={(text) => onChange({ ...value, year: digits(text, 4) })}
          onBlur={() => setLeft(true)}
          direction="ltr"
          inputMode="numeric"
        />
        {!value.isAbout && (
          <>
            <Select
              label={t('birth.month')}
              value={value.month === '' ? 'none' : value.month}
              onChange={(month) => onChange({ ...value, month: month === null || month === 'none' ? '' : month })}
              choices={[
                { value: 'none', label: t('birth.unknown') },
                ...MONTHS[language].map((label, index) => ({ value: String(index + 1), label })),
              ]}
            />
            <TextField
              label={t('birth.day')}
              value={value.day}
              onChange={(text) => onChange({ ...value, day: digits(text, 2) })}
              onBlur={() => setLeft(true)}
              direction="ltr"
              inputMode="numeric"
            />
          </>
        )}
      </div>
      {wasLeft && isImpossible ? (
        <p className="field-error" role="alert">
          {t('birth.not-possible')}
        </p>
      ) : (
        <p className="quiet">{t('birth.hint')}</p>
      )}
      <CheckboxField
        label={t('year-about')}
        isSelected={value.isAbout}
        onChange={(isAbout) => onChange({ ...value, isAbout })}
      />
    </div>
  );
}
