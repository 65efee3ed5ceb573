import { formatPhone, parsePhone } from '@nrm/domain/contact';
import { Building2, Footprints, Phone, Users } from 'lucide-react';
import { useState } from 'react';
import { RadioCards, Stack, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import type { FormStep } from './form-step.ts';
import { asksForPhone, LETTERS, type NewCase } from './new-case.ts';

const ASKED = ['yes', 'no', 'not-asked'] as const;

/** A way to reach the person that does no harm. */
export function StepReach({ form, change, asked }: FormStep) {
  const t = useWords('new-case');
  const isUrgent = form.path === 'urgent';
  const withPhone = asksForPhone(form);
  return (
    <Stack gap={4}>
      <RadioCards
        label={t('reach.by')}
        columns={4}
        choices={[
          { value: 'phone', label: t('words:contact-by.phone'), icon: Phone },
          { value: 'through-someone', label: t('words:contact-by.through-someone'), icon: Users },
          { value: 'visit', label: t('words:contact-by.visit'), icon: Footprints },
          { value: 'comes-to-office', label: t('words:contact-by.comes-to-office'), icon: Building2 },
        ]}
        value={form.by}
        onChange={(by) => change({ by })}
        error={asked.includes('by') ? t('missing.by') : undefined}
      />
      {withPhone && (
        <>
          <div className="form-pair">
            <PhoneField form={form} change={change} isAsked={asked.includes('phone')} />
            {!isUrgent && (
              <TextField
                label={t('reach.hours')}
                description={t('reach.hours-hint')}
                maxLength={LETTERS.hours}
                value={form.hours}
                onChange={(hours) => change({ hours })}
              />
            )}
          </div>
          <div className="form-pair">
            <RadioCards
              label={t('reach.safe-to-call')}
              columns={3}
              choices={ASKED.map((value) => ({ value, label: t(`words:asked.${value}`) }))}
              value={form.safeToCall}
              onChange={(safeToCall) => change({ safeToCall })}
            />
            <RadioCards
              label={t('reach.message')}
              columns={3}
              choices={ASKED.map((value) => ({ value, label: t(`words:asked.${value}`) }))}
              value={form.mayLeaveMessage}
              onChange={(mayLeaveMessage) => change({ mayLeaveMessage })}
            />
          </div>
          {!isUrgent && (
            <div className="form-half">
              <TextField
                label={t('reach.code-word')}
                description={t('reach.code-word-hint')}
                maxLength={LETTERS.codeWord}
                value={form.codeWord}
                onChange={(codeWord) => change({ codeWord })}
              />
            </div>
          )}
        </>
      )}
    </Stack>
  );
}

/** Read when it is left: shown as people write it, or with what is wrong about it. */
function PhoneField({
  form,
  change,
  isAsked,
}: {
  readonly form: NewCase;
  readonly change: FormStep['change'];
  readonly isAsked: boolean;
}) {
  const t = useWords('new-case');
  const [wasLeft, setLeft] = useState(form.phone !== '');
  const parsed = parsePhone(form.phone);
  const isEmpty = form.phone.trim() === '';
  const refused =
    !isEmpty && !parsed.ok ? t(`refusals:${parsed.refusal.code}`, parsed.refusal.params ?? {}) : undefined;
  return (
    <TextField
      label={t('reach.phone')}
      description={form.by === 'through-someone' ? t('reach.phone-of-other') : t('reach.phone-hint')}
      direction="ltr"
      inputMode="tel"
      autoComplete="off"
      value={form.phone}
      onChange={(phone) => {
        setLeft(false);
        change({ phone });
      }}
      onBlur={() => {
        setLeft(true);
        if (parsed.ok && formatPhone(parsed.value) !== form.phone) change({ phone: formatPhone(parsed.value) });
      }}
      error={(wasLeft || isAsked ? refused : undefined) ?? (isAsked && isEmpty ? t('missing.phone') : undefined)}
    />
  );
}
