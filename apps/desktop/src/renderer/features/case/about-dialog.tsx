import { bornOf, CAME_BACK, CLIENT_LANGUAGES, type PersonFields, PRIORITIES } from '@nrm/domain/case';
import { westernDigits } from '@nrm/domain/name';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { Select, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { DistrictField } from '../new-case/district-field.tsx';
import { BirthFields } from './birth-fields.tsx';
import { type BirthForm, birthFormOf, birthOfForm, yearOf } from './birth-form.ts';

const SEXES = ['female', 'male'] as const;
const SPEAKS_WITH = ['woman', 'man', 'anyone'] as const;

type Form = Partial<PersonFields> & { readonly birth?: BirthForm; readonly household?: string };

/** Everything about the person that is no name and no way to reach them; only what was changed is written. */
export function AboutDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const { person } = file.state;
  const known = bornOf(person);
  const [form, setForm] = useState<Form>({});
  const [isAsked, setAsked] = useState(false);
  const change = (next: Form) => setForm({ ...form, ...next });
  const birth = form.birth ?? birthFormOf(known);
  const born = birthOfForm(birth, today());
  const household = form.household ?? (person.householdSize ? String(person.householdSize.value) : '');
  const badHousehold = household !== '' && !(Number(household) >= 1 && Number(household) <= 60);

  function changes(): PersonFields {
    const { birth: typed, household: _household, ...rest } = form;
    const all: Record<string, unknown> = { ...rest };
    if (typed && born !== null && born !== 'impossible') {
      all['birthDate'] = born;
      all['yearOfBirth'] = yearOf(born);
    }
    if (household !== '') all['householdSize'] = Number(household);
    const kept = person as Readonly<Record<string, { readonly value: unknown } | undefined>>;
    return Object.fromEntries(
      Object.entries(all).filter(([field, value]) => JSON.stringify(kept[field]?.value) !== JSON.stringify(value)),
    ) as PersonFields;
  }
  const hasChanged = Object.keys(changes()).length > 0;

  return (
    <ActDialog
      title={t('correct-group', { group: t('group.about') })}
      button={t('interface:save')}
      done={t('corrected')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (!hasChanged || born === 'impossible' || badHousehold) return null;
        return [{ type: 'case.correct', subject: { kind: 'case', id: file.id }, intent: { changes: changes() } }];
      }}
    >
      <div className="two-columns">
        <Select
          label={t('words:person-field.sex')}
          value={form.sex ?? person.sex?.value ?? null}
          onChange={(sex) => sex && change({ sex })}
          choices={SEXES.map((value) => ({ value, label: t(`words:sex.${value}`) }))}
        />
        <BirthFields value={birth} onChange={(next) => change({ birth: next })} isImpossible={born === 'impossible'} />
        <DistrictField
          error={undefined}
          value={form.district ?? person.district?.value ?? null}
          onChange={(district) => district && change({ district })}
        />
        <Select
          label={t('words:person-field.cameBack')}
          value={form.cameBack ?? person.cameBack?.value ?? null}
          onChange={(cameBack) => cameBack && change({ cameBack })}
          choices={CAME_BACK.map((value) => ({ value, label: t(`words:came-back.${value}`) }))}
        />
        <Select
          label={t('words:person-field.language')}
          value={form.language ?? person.language?.value ?? null}
          onChange={(language) => language && change({ language })}
          choices={CLIENT_LANGUAGES.map((value) => ({ value, label: t(`words:client-language.${value}`) }))}
        />
        <Select
          label={t('words:person-field.prefersToSpeakWith')}
          value={form.prefersToSpeakWith ?? person.prefersToSpeakWith?.value ?? null}
          onChange={(prefersToSpeakWith) => prefersToSpeakWith && change({ prefersToSpeakWith })}
          choices={SPEAKS_WITH.map((value) => ({ value, label: t(`words:prefers.${value}`) }))}
        />
        <TextField
          label={t('words:person-field.householdSize')}
          value={household}
          onChange={(text) => change({ household: westernDigits(text).replace(/\D/g, '').slice(0, 2) })}
          direction="ltr"
          inputMode="numeric"
          {...(badHousehold ? { error: t('household-not-possible') } : {})}
        />
        <Select
          label={t('words:person-field.missingPapers')}
          value={yesOrNo(form.missingPapers ?? person.missingPapers?.value)}
          onChange={(answer) => answer && change({ missingPapers: answer === 'yes' })}
          choices={[
            { value: 'yes', label: t('interface:yes') },
            { value: 'no', label: t('interface:no') },
          ]}
        />
        <Select
          label={t('words:person-field.priority')}
          value={form.priority ?? person.priority?.value ?? null}
          onChange={(priority) => priority && change({ priority })}
          choices={PRIORITIES.map((value) => ({ value, label: t(`words:priority.${value}`) }))}
        />
      </div>
      {isAsked && !hasChanged && <p className="field-error">{t('nothing-changed')}</p>}
    </ActDialog>
  );
}

const yesOrNo = (value: boolean | undefined) => (value === undefined ? null : value ? 'yes' : 'no');
