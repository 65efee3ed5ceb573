import { CONTACT_OUTCOMES } from '@nrm/domain/followup';
import type { LocalDate } from '@nrm/domain/shared';
import { CircleCheck, FolderOpen, type LucideIcon, PhoneMissed, PhoneOff, ShieldAlert, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { CallRow } from '../../../bridge/queries.ts';
import { useAct } from '../../app/bridge-client.ts';
import {
  Button,
  Card,
  DetailPanel,
  Facts,
  FaultNote,
  Ltr,
  PageLink,
  PersonName,
  RadioCards,
  RefusalNote,
  Row,
  Stack,
  say,
  TextField,
} from '../../design/index.ts';
import { formatDay, formatTelephone } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { SafetyBadge } from './call-line.tsx';

type Outcome = (typeof CONTACT_OUTCOMES)[number];
const ICONS: Readonly<Record<Outcome, LucideIcon>> = {
  reached: CircleCheck,
  'no-answer': PhoneMissed,
  'number-dead': PhoneOff,
  'someone-else-answered': UserRound,
  'not-safe': ShieldAlert,
};
const HINTS: Partial<Readonly<Record<Outcome, string>>> = {
  reached: 'reached-hint',
  'someone-else-answered': 'someone-else-hint',
  'not-safe': 'not-safe-hint',
};

/** One person to call: how to do it without harm, and what happened. */
export function CallPanel({
  call,
  today,
  onClose,
}: {
  readonly call: CallRow;
  readonly today: LocalDate;
  readonly onClose: () => void;
}) {
  const t = useWords('call-list');
  return (
    <DetailPanel
      title={<PersonName name={call.fullName} />}
      onClose={onClose}
      actions={
        <PageLink to={`/case/${call.case}`} look="button-secondary" icon={FolderOpen}>
          {t('open-file')}
        </PageLink>
      }
    >
      <Stack gap={4}>
        <HowToCall call={call} />
        <RecordAttempt call={call} />
        <EarlierAttempts call={call} today={today} />
      </Stack>
    </DetailPanel>
  );
}

function HowToCall({ call }: { readonly call: CallRow }) {
  const t = useWords('call-list');
  return (
    <Stack gap={3}>
      <Row>
        <SafetyBadge call={call} />
      </Row>
      {call.codeWord !== '' && (
        <Card tone="note">
          <p>{t('code-word-first')}</p>
          <p className="call-code-word">
            <bdi>{call.codeWord}</bdi>
          </p>
        </Card>
      )}
      <p className="call-number">
        <Ltr>{formatTelephone(call.phone)}</Ltr>
      </p>
      <Facts
        facts={[
          { label: t('hours'), value: call.hours === '' ? t('hours-unknown') : <bdi>{call.hours}</bdi> },
          { label: t('why'), value: [...new Set(call.why)].map((kind) => t(`words:task.${kind}`)).join(' · ') },
        ]}
      />
      <p className="call-about">{t(`message.${call.mayLeaveMessage}`)}</p>
    </Stack>
  );
}

function RecordAttempt({ call }: { readonly call: CallRow }) {
  const t = useWords('call-list');
  const { act, busy, refusal, fault } = useAct();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [words, setWords] = useState('');
  const [isAsked, setAsked] = useState(false);
  const hint = outcome && HINTS[outcome];

  async function record(): Promise<void> {
    setAsked(true);
    if (!outcome) return;
    const intent = { outcome, referral: null, words: words.trim() };
    const entries = await act([
      { type: 'followup.record-contact-attempt', subject: { kind: 'case', id: call.case }, intent },
    ]);
    if (!entries) return;
    say(t('recorded'));
    setOutcome(null);
    setWords('');
    setAsked(false);
  }

  return (
    <Stack gap={3}>
      <RadioCards
        label={t('record')}
        columns={1}
        choices={CONTACT_OUTCOMES.map((value) => ({
          value,
          label: t(`words:contact-outcome.${value}`),
          icon: ICONS[value],
          ...(value === 'someone-else-answered' && { description: t('nothing-said') }),
        }))}
        value={outcome}
        onChange={setOutcome}
        error={isAsked && !outcome ? t('choose-outcome') : undefined}
      />
      {hint && <Card tone={outcome === 'reached' ? 'good' : 'due'}>{t(hint)}</Card>}
      <TextField
        label={t('words')}
        description={t('words-hint')}
        multiline
        rows={2}
        maxLength={2000}
        value={words}
        onChange={setWords}
      />
      <div>
        <Button kind="primary" onPress={() => void record()} isBusy={busy}>
          {t('record-button')}
        </Button>
      </div>
      <RefusalNote refusal={refusal} />
      <FaultNote fault={fault} />
    </Stack>
  );
}

function EarlierAttempts({ call, today }: { readonly call: CallRow; readonly today: LocalDate }) {
  const t = useWords('call-list');
  const language = useLanguage();
  const attempts = [...call.attempts].reverse();
  return (
    <section aria-label={t('attempts')}>
      <h3 className="call-attempts">{t('attempts')}</h3>
      {attempts.length === 0 && <p className="call-about">{t('no-attempts')}</p>}
      <ul>
        {attempts.map(({ entry, on, outcome }) => (
          <li key={entry} className="call-attempt">
            <span>{t(`words:contact-outcome.${outcome}`)}</span>
            <span className="call-about">{on === today ? t('my-day:now') : formatDay(on, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
