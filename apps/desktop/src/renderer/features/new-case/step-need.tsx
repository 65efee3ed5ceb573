import { TOPICS, URGENCIES } from '@nrm/domain/need';
import { RadioCards, Stack, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import type { FormStep } from './form-step.ts';
import { LETTERS } from './new-case.ts';

/** The first need, in the person's words. */
export function StepNeed({ form, change, asked }: FormStep) {
  const t = useWords('new-case');
  return (
    <Stack gap={4}>
      <RadioCards
        label={t('need.topic')}
        columns={4}
        choices={TOPICS.map((value) => ({ value, label: t(`words:topic.${value}`) }))}
        value={form.topic}
        onChange={(topic) => change({ topic })}
        error={asked.includes('topic') ? t('missing.topic') : undefined}
      />
      <RadioCards
        label={t('need.urgency')}
        columns={3}
        choices={URGENCIES.map((value) => ({ value, label: t(`words:urgency.${value}`) }))}
        value={form.urgency}
        onChange={(urgency) => change({ urgency })}
        error={asked.includes('urgency') ? t('missing.urgency') : undefined}
      />
      <TextField
        label={t('need.words')}
        description={t('need.words-hint')}
        multiline
        rows={3}
        maxLength={LETTERS.words}
        value={form.words}
        onChange={(words) => change({ words })}
      />
    </Stack>
  );
}
