import { CLIENT_LANGUAGES } from '@nrm/domain/case';
import { directionOf } from '@nrm/domain/language';
import type { CaseId } from '@nrm/domain/shared';
import { CircleAlert, CircleCheck, MessageCircleQuestion, Send, Siren, UserPlus, Volume2 } from 'lucide-react';
import { useState } from 'react';
import { newId, useCommand } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { useGoTo } from '../../app/navigation.ts';
import { Button, Card, FaultNote, RadioCards, Select, Stack } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { draftKeyOf, type NewCase, readNewCase } from '../new-case/new-case.ts';
import { spokenLanguage } from '../refer/read-aloud.tsx';
import { CountEnquiryDialog } from './count-enquiry-dialog.tsx';

const SENTENCES = ['free', 'between-us', 'no-promise'] as const;
const SPEAKS_WITH = ['woman', 'man', 'anyone'] as const;

/** What is heard in the first minute. It stands in this window alone, and is gone with the person. */
interface Heard extends Pick<NewCase, 'language' | 'prefersToSpeakWith' | 'today'> {
  /** Never kept at all: it says only how to go on. */
  readonly company: 'alone' | 'with-somebody' | null;
}
const NOTHING_HEARD: Heard = { language: null, prefersToSpeakWith: null, today: null, company: null };

/** The welcome: how the person likes to speak, what they may rely on, whether anything cannot wait; then where to go on. */
export function WelcomePerson() {
  const t = useWords('front-desk');
  const screen = useLanguage();
  const goTo = useGoTo();
  const may = useMay();
  const { run, busy, fault } = useCommand('draft.save');
  const [heard, setHeard] = useState(NOTHING_HEARD);
  const [isReadAgain, setReadAgain] = useState(false);
  const [isCounting, setCounting] = useState(false);
  const change = (next: Partial<Heard>) => setHeard({ ...heard, ...next });
  const aloud = spokenLanguage(heard.language, screen);
  const { today, company, language, prefersToSpeakWith } = heard;
  const cannotWait = today === 'urgent' || today === 'unsafe';

  /** Into the form whose next question is the consent: whoever says no there leaves nothing behind. */
  async function begin(path: NewCase['path']): Promise<void> {
    const id = newId<CaseId>();
    const value: NewCase = {
      ...readNewCase(null),
      path,
      today,
      language,
      prefersToSpeakWith,
      urgency: today === 'unsafe' ? 'emergency' : today === 'urgent' ? 'urgent' : null,
    };
    if (await run({ key: draftKeyOf(id), title: '', value })) goTo(`/new-case/${id}`);
  }

  return (
    <section className="welcome-person" aria-label={t('welcome')}>
      <Stack gap={4}>
        <div className="welcome-speak">
          <Select
            label={t('language')}
            choices={CLIENT_LANGUAGES.map((value) => ({ value, label: t(`words:client-language.${value}`) }))}
            value={language}
            onChange={(next) => change({ language: next })}
          />
          <Select
            label={t('speaks-with')}
            choices={SPEAKS_WITH.map((value) => ({ value, label: t(`words:prefers.${value}`) }))}
            value={prefersToSpeakWith}
            onChange={(next) => change({ prefersToSpeakWith: next })}
          />
          <RadioCards
            label={t('company')}
            columns={2}
            choices={[
              { value: 'alone', label: t('company.alone') },
              { value: 'with-somebody', label: t('company.with-somebody') },
            ]}
            value={company}
            onChange={(next) => change({ company: next })}
          />
        </div>
        {company === 'with-somebody' && <p className="desk-hint">{t('company-words')}</p>}
        {today === null || isReadAgain ? (
          <Card>
            <p className="desk-quiet">{t('read-aloud')}</p>
            <div lang={aloud} dir={directionOf(aloud)} className="desk-aloud">
              {SENTENCES.map((sentence) => (
                <p key={sentence}>{t(`aloud.${sentence}`, { lng: aloud })}</p>
              ))}
            </div>
          </Card>
        ) : (
          // Said already: what comes next stands in sight on the smallest window.
          <div>
            <Button kind="quiet" size="small" icon={Volume2} onPress={() => setReadAgain(true)}>
              {t('read-again')}
            </Button>
          </div>
        )}
        <RadioCards
          label={t('new-case:today.question')}
          columns={3}
          choices={[
            { value: 'no', label: t('new-case:today.no'), icon: CircleCheck },
            { value: 'urgent', label: t('new-case:today.urgent'), icon: CircleAlert },
            { value: 'unsafe', label: t('new-case:today.unsafe'), icon: Siren },
          ]}
          value={today}
          onChange={(next) => change({ today: next })}
        />
        {cannotWait && <Card tone={today === 'unsafe' ? 'late' : 'due'}>{t(`new-case:today.${today}-words`)}</Card>}
        <FaultNote fault={fault} />
        <div className="welcome-ways">
          <p className="desk-quiet">{t('not-kept')}</p>
          <div className="actions">
            {may('enquiry.count') && (
              <Button icon={MessageCircleQuestion} onPress={() => setCounting(true)}>
                {t('verbs:enquiry.count.button')}
              </Button>
            )}
            {may('case.register') && (
              <>
                <Button
                  kind={cannotWait ? 'secondary' : 'primary'}
                  icon={UserPlus}
                  isBusy={busy && !cannotWait}
                  onPress={() => void begin('whole')}
                >
                  {t('new-case:begin')}
                </Button>
                {cannotWait && (
                  <Button kind="primary" icon={Send} isBusy={busy} onPress={() => void begin('urgent')}>
                    {t('refer-today')}
                  </Button>
                )}
              </>
            )}
          </div>
        </div>
      </Stack>
      {isCounting && (
        <CountEnquiryDialog
          onCounted={() => {
            setHeard(NOTHING_HEARD);
            setReadAgain(false);
          }}
          onClose={() => setCounting(false)}
        />
      )}
    </section>
  );
}
