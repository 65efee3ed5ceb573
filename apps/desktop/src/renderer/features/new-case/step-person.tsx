import { CAME_BACK } from '@nrm/domain/case';
import { westernDigits } from '@nrm/domain/name';
import { useState } from 'react';
import { CheckboxField, RadioCards, Select, Stack, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { DistrictField } from './district-field.tsx';
import type { FormStep } from './form-step.ts';
import { findYearTrouble, LETTERS } from './new-case.ts';
import { SimilarPeople } from './similar-people.tsx';

/** Who it is: the names as the person says them, each in its own field. */
export function StepPerson({ form, change, today, asked }: FormStep) {
  const t = useWords('new-case');
  const [left, setLeft] = useState({ givenName: false, year: form.year !== '' });
  const isUrgent = form.path === 'urgent';
  const noName = form.givenName.trim() === '';
  const yearTrouble = findYearTrouble(form, today);
  return (
    <Stack gap={4}>
      <div className="form-pair">
        <TextField
          label={t('person.given-name')}
          maxLength={LETTERS.givenName}
          autoComplete="off"
          value={form.givenName}
          onChange={(givenName) => change({ givenName })}
          onBlur={() => setLeft({ ...left, givenName: form.fatherName !== '' || form.givenName !== '' })}
          error={noName && (left.givenName || asked.includes('givenName')) ? t('missing.givenName') : undefined}
        />
        {!isUrgent && (
          <TextField
            label={t('person.father-name')}
            maxLength={LETTERS.fatherName}
            autoComplete="off"
            value={form.fatherName}
            onChange={(fatherName) => change({ fatherName })}
          />
        )}
      </div>
      <div className="form-pair">
        <RadioCards
          label={t('person.sex')}
          columns={2}
          choices={[
            { value: 'female', label: t('words:sex.female') },
            { value: 'male', label: t('words:sex.male') },
          ]}
          value={form.sex}
          onChange={(sex) => change({ sex })}
          error={asked.includes('sex') ? t('missing.sex') : undefined}
        />
        {!isUrgent && (
          <div className="form-year">
            <TextField
              label={t('person.year')}
              direction="ltr"
              inputMode="numeric"
              autoComplete="off"
              value={form.year}
              onChange={(year) => {
                setLeft({ ...left, year: false });
                change({ year: westernDigits(year) });
              }}
              onBlur={() => setLeft({ ...left, year: true })}
              error={yearTrouble && (left.year || asked.includes('year')) ? t(yearTrouble) : undefined}
            />
            <CheckboxField
              label={t('person.year-about')}
              isSelected={form.yearIsAbout}
              onChange={(yearIsAbout) => change({ yearIsAbout })}
            />
          </div>
        )}
      </div>
      <div className="form-pair">
        <DistrictField
          value={form.district}
          onChange={(district) => change({ district })}
          error={asked.includes('district') ? t('missing.district') : undefined}
        />
        <Select
          label={t('person.came-back')}
          choices={CAME_BACK.map((value) => ({ value, label: t(`words:came-back.${value}`) }))}
          value={form.cameBack}
          onChange={(cameBack) => change({ cameBack })}
          error={asked.includes('cameBack') ? t('missing.cameBack') : undefined}
        />
      </div>
      <SimilarPeople form={form} today={today} />
    </Stack>
  );
}
