import { CLIENT_LANGUAGES } from '@nrm/domain/case';
import { CircleAlert, CircleCheck, Siren } from 'lucide-react';
import { Card, RadioCards, Select, Stack } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import type { FormStep } from './form-step.ts';

const SPEAKS_WITH = ['woman', 'man', 'anyone'] as const;

/** Before anything is written: is anything urgent or unsafe today? And how the person likes to speak. */
export function StepToday({ form, change }: FormStep) {
  const t = useWords('new-case');
  return (
    <Stack gap={4}>
      <RadioCards
        label={t('today.question')}
        columns={3}
        choices={[
          { value: 'no', label: t('today.no'), icon: CircleCheck },
          { value: 'urgent', label: t('today.urgent'), icon: CircleAlert },
          { value: 'unsafe', label: t('today.unsafe'), icon: Siren },
        ]}
        value={form.today}
        // Only a first suggestion: whoever speaks with the person decides at the need.
        onChange={(today) =>
          change({
            today,
            ...(form.topic === null && {
              urgency: today === 'unsafe' ? 'emergency' : today === 'urgent' ? 'urgent' : null,
            }),
          })
        }
      />
      {form.today !== null && form.today !== 'no' && (
        <Card tone={form.today === 'unsafe' ? 'late' : 'due'}>{t(`today.${form.today}-words`)}</Card>
      )}
      <div className="form-pair">
        <Select
          label={t('language')}
          choices={CLIENT_LANGUAGES.map((value) => ({ value, label: t(`words:client-language.${value}`) }))}
          value={form.language}
          onChange={(language) => change({ language })}
        />
        <Select
          label={t('speaks-with')}
          choices={SPEAKS_WITH.map((value) => ({ value, label: t(`words:prefers.${value}`) }))}
          value={form.prefersToSpeakWith}
          onChange={(prefersToSpeakWith) => change({ prefersToSpeakWith })}
        />
      </div>
    </Stack>
  );
}
