import { DEFAULT_SOP, followUpDueOn } from '@nrm/domain/calendar';
import { CONTACT_OUTCOMES, FOLLOW_UP_KINDS } from '@nrm/domain/followup';
import type { OccurredOn } from '@nrm/domain/shared';
import { CalendarClock, HeartHandshake, Phone, PhoneOff } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useMay } from '../../app/may.ts';
import { today } from '../../app/today.ts';
import {
  Button,
  Card,
  DayField,
  Facts,
  RadioCards,
  Row,
  Section,
  Stack,
  StateBadge,
  TextField,
} from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { wordsOf } from './story-facts.ts';

/** When somebody last looked in, when the next time is, and who tried to reach the person. */
export function FollowUpPart({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const language = useLanguage();
  const may = useMay();
  const [open, setOpen] = useState<'record' | 'attempt' | null>(null);
  const { lastOn, nextOn, attempts } = file.state.followUp;
  const due = file.tasks.find(({ kind }) => kind === 'follow-up')?.dueOn ?? nextOn;
  const isLate = due !== null && due < today();
  const records = file.story
    .filter(({ type, outcome }) => type === 'followup.record' && outcome !== 'refused')
    .reverse();
  return (
    <Stack gap={6}>
      <Card {...(isLate ? { tone: 'late' as const } : {})}>
        <Stack gap={3}>
          <Facts
            facts={[
              {
                label: t('last-follow-up'),
                value: lastOn ? formatDay(lastOn, language, { weekday: true }) : t('none-yet'),
              },
              {
                label: t('next-follow-up'),
                value:
                  file.state.status === 'ended' || due === null ? (
                    t('none-planned')
                  ) : (
                    <Row>
                      {formatDay(due, language, { weekday: true })}
                      {isLate && <StateBadge tone="late" icon={CalendarClock} word={t('words:past-its-date')} />}
                    </Row>
                  ),
              },
            ]}
          />
          <Row>
            {may('followup.record') && (
              <Button kind="primary" icon={HeartHandshake} onPress={() => setOpen('record')}>
                {t('verbs:followup.record.button')}
              </Button>
            )}
            {may('followup.record-contact-attempt') && (
              <Button icon={Phone} onPress={() => setOpen('attempt')}>
                {t('verbs:followup.record-contact-attempt.button')}
              </Button>
            )}
          </Row>
        </Stack>
      </Card>
      {records.length > 0 && (
        <Section title={t('follow-ups')} count={records.length}>
          <div className="case-lines">
            {records.map((item) => (
              <Card key={item.entry}>
                <p className="quiet">
                  {formatDay(item.occurredOn.day, language)} · <bdi>{item.author.name || t('somebody')}</bdi>
                </p>
                <p dir="auto">{wordsOf(item.payload) ?? t('struck')}</p>
              </Card>
            ))}
          </div>
        </Section>
      )}
      {attempts.length > 0 && (
        <Section title={t('attempts')} count={attempts.length}>
          <Card>
            <ul className="case-lines">
              {[...attempts].reverse().map((attempt) => (
                <li key={attempt.entry} className="case-line">
                  <span>{formatDay(attempt.on, language, { weekday: true })}</span>
                  <StateBadge
                    tone={attempt.outcome === 'reached' ? 'good' : 'due'}
                    icon={attempt.outcome === 'reached' ? Phone : PhoneOff}
                    word={t(`words:contact-outcome.${attempt.outcome}`)}
                  />
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      {open === 'record' && <FollowUpDialog file={file} onClose={() => setOpen(null)} />}
      {open === 'attempt' && <AttemptDialog file={file} onClose={() => setOpen(null)} />}
    </Stack>
  );
}

function FollowUpDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const language = useLanguage();
  const [kind, setKind] = useState<(typeof FOLLOW_UP_KINDS)[number]>('call');
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [next, setNext] = useState<OccurredOn | null>(null);
  const [isAsked, setAsked] = useState(false);
  const byRule = followUpDueOn(
    DEFAULT_SOP,
    file.state.person.priority?.value ?? 'ordinary',
    on?.day ?? today(),
    new Set(),
  );
  return (
    <ActDialog
      title={t('verbs:followup.record.button')}
      button={t('verbs:followup.record.button')}
      icon={HeartHandshake}
      done={t('follow-up-written')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (on === null || words.trim() === '') return null;
        return [
          {
            type: 'followup.record',
            subject: { kind: 'case', id: file.id },
            intent: { kind, words, nextOn: next?.day ?? null },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('how-followed-up')}
        columns={4}
        value={kind}
        onChange={setKind}
        choices={FOLLOW_UP_KINDS.map((value) => ({ value, label: t(`words:follow-up-kind.${value}`) }))}
      />
      <TextField
        label={t('how-are-they')}
        description={t('note-hint')}
        value={words}
        onChange={setWords}
        multiline
        rows={4}
        maxLength={8000}
        {...(isAsked && words.trim() === '' ? { error: t('note-empty') } : {})}
      />
      <DayField label={t('when-happened')} value={on} onChange={setOn} today={today()} latest={today()} />
      <DayField
        label={t('next-follow-up')}
        description={t('next-by-rule', { day: formatDay(byRule, language, { weekday: true }) })}
        value={next}
        onChange={setNext}
        withPrecision={false}
        earliest={today()}
      />
    </ActDialog>
  );
}

function AttemptDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const [outcome, setOutcome] = useState<(typeof CONTACT_OUTCOMES)[number] | null>(null);
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  return (
    <ActDialog
      title={t('verbs:followup.record-contact-attempt.button')}
      button={t('verbs:followup.record-contact-attempt.button')}
      icon={Phone}
      done={t('attempt-written')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        if (outcome === null || on === null) return null;
        return [
          {
            type: 'followup.record-contact-attempt',
            subject: { kind: 'case', id: file.id },
            intent: { outcome, referral: null, words },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('how-did-it-go')}
        columns={1}
        value={outcome}
        onChange={setOutcome}
        choices={CONTACT_OUTCOMES.map((value) => ({ value, label: t(`words:contact-outcome.${value}`) }))}
        {...(isAsked && outcome === null ? { error: t('choose-how-it-went') } : {})}
      />
      <DayField label={t('when-tried')} value={on} onChange={setOn} today={today()} latest={today()} />
      <TextField
        label={t('words')}
        description={t('interface:optional')}
        value={words}
        onChange={setWords}
        multiline
        rows={2}
        maxLength={2000}
      />
    </ActDialog>
  );
}
