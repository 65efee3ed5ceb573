import { CONSENT_METHODS } from '@nrm/domain/consent';
import { directionOf, LANGUAGES } from '@nrm/domain/language';
import { useState } from 'react';
import { Button, Card, Dialog, RadioCards, Stack } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import type { FormStep } from './form-step.ts';

const SENTENCES = ['why', 'what', 'who', 'asked-again', 'take-back', 'free'] as const;

/** Consent to keep a file, and nothing more: read aloud in the language of the person, with how they said yes. */
export function StepConsent({ form, change, asked, onNoFile }: FormStep & { readonly onNoFile: () => void }) {
  const t = useWords('new-case');
  const screen = useLanguage();
  const [isLeaving, setLeaving] = useState(false);
  const aloud = LANGUAGES.find((language) => language === form.language) ?? screen;
  return (
    <Stack gap={4}>
      <Card>
        <p className="form-quiet">{t('consent.read-aloud')}</p>
        <div lang={aloud} dir={directionOf(aloud)} className="consent-aloud">
          {SENTENCES.map((sentence) => (
            <p key={sentence}>{t(`consent.text.${sentence}`, { lng: aloud })}</p>
          ))}
        </div>
      </Card>
      <RadioCards
        label={t('consent.method')}
        columns={4}
        choices={CONSENT_METHODS.map((value) => ({ value, label: t(`words:consent-method.${value}`) }))}
        value={form.consent}
        onChange={(consent) => change({ consent })}
        error={asked.includes('consent') ? t('missing.consent') : undefined}
      />
      <div>
        <Button kind="quiet" onPress={() => setLeaving(true)}>
          {t('consent.no')}
        </Button>
      </div>
      <Dialog
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        title={t('consent.no-title')}
        isAlert
        actions={
          <Button kind="danger" onPress={onNoFile}>
            {t('consent.no-button')}
          </Button>
        }
      >
        <p>{t('consent.no-words')}</p>
      </Dialog>
    </Stack>
  );
}
