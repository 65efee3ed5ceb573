import type { Need } from '@nrm/domain/need';
import { NEED_SETTLEMENTS, TOPICS, type Topic, URGENCIES, type Urgency } from '@nrm/domain/need';
import type { NeedId, OccurredOn } from '@nrm/domain/shared';
import { CircleAlert, CircleCheck, CircleDot, ClipboardPlus, Clock, Send } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { newId } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { today } from '../../app/today.ts';
import {
  Button,
  Card,
  DayField,
  EmptyState,
  PageLink,
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

export const URGENCY_LOOKS = {
  emergency: { tone: 'late', icon: CircleAlert },
  urgent: { tone: 'due', icon: Clock },
  normal: { tone: 'neutral', icon: CircleDot },
} as const;

/** What the person came for, open ones first; each goes on to the services that answer it. */
export function NeedsPart({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const may = useMay();
  const [isAdding, setAdding] = useState(false);
  const needs = Object.entries(file.state.needs) as [NeedId, Need][];
  const open = needs.filter(([, { settled }]) => settled === null);
  const settled = needs.filter(([, need]) => need.settled !== null);
  const add = may('need.identify') && (
    <Button icon={ClipboardPlus} onPress={() => setAdding(true)}>
      {t('verbs:need.identify.button')}
    </Button>
  );
  return (
    <Stack gap={6}>
      {needs.length === 0 ? (
        <EmptyState icon={ClipboardPlus} title={t('no-needs')} words={t('no-needs-words')} action={add} />
      ) : (
        <Section title={t('open-needs')} count={open.length} actions={add}>
          <div className="case-lines">
            {open.map(([id, need]) => (
              <NeedLine key={id} id={id} need={need} file={file} />
            ))}
            {open.length === 0 && <p className="quiet">{t('all-needs-settled')}</p>}
          </div>
        </Section>
      )}
      {settled.length > 0 && (
        <Section title={t('settled-needs')} count={settled.length}>
          <div className="case-lines">
            {settled.map(([id, need]) => (
              <NeedLine key={id} id={id} need={need} file={file} />
            ))}
          </div>
        </Section>
      )}
      {isAdding && <IdentifyNeedDialog file={file} onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function NeedLine({ id, need, file }: { readonly id: NeedId; readonly need: Need; readonly file: CaseFile }) {
  const t = useWords('case');
  const language = useLanguage();
  const may = useMay();
  const [isSettling, setSettling] = useState(false);
  const told = file.story.find(({ type, payload }) => type === 'need.identify' && idOf(payload) === id);
  const words = told ? wordsOf(told.payload) : null;
  const name = t(`words:topic.${need.topic}`);
  return (
    <Card {...(need.settled === null && need.urgency === 'emergency' ? { tone: 'late' as const } : {})}>
      <div className="case-line">
        <Stack gap={1}>
          <Row>
            <h3>{name}</h3>
            {need.settled === null ? (
              <StateBadge {...URGENCY_LOOKS[need.urgency]} word={t(`words:urgency.${need.urgency}`)} />
            ) : (
              <StateBadge tone="good" icon={CircleCheck} word={t(`words:need-settlement.${need.settled.how}`)} />
            )}
          </Row>
          {words !== null && <p dir="auto">{words}</p>}
          <p className="quiet">
            {need.settled === null
              ? t('identified-on', { day: formatDay(need.identifiedOn, language) })
              : t('settled-on', { day: formatDay(need.settled.on, language) })}
          </p>
        </Stack>
        {need.settled === null && file.state.status === 'open' && (
          <Row>
            {may('need.settle') && (
              <Button kind="quiet" onPress={() => setSettling(true)} aria-label={t('settle-need-of', { need: name })}>
                {t('verbs:need.settle.button')}
              </Button>
            )}
            {may('referral.send') && (
              <PageLink
                to={`/case/${file.id}/refer/${id}`}
                look="button-primary"
                icon={Send}
                label={t('refer-need-of', { need: name })}
              >
                {t('refer')}
              </PageLink>
            )}
          </Row>
        )}
      </div>
      {isSettling && <SettleNeedDialog file={file} id={id} name={name} onClose={() => setSettling(false)} />}
    </Card>
  );
}

const idOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'need' in payload ? payload.need : undefined;

function IdentifyNeedDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const [id] = useState(() => newId<NeedId>());
  const [topic, setTopic] = useState<Topic | null>(null);
  const [urgency, setUrgency] = useState<Urgency>('normal');
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  return (
    <ActDialog
      title={t('verbs:need.identify.button')}
      button={t('verbs:need.identify.button')}
      icon={ClipboardPlus}
      done={t('need-written')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (topic === null || on === null) return null;
        return [
          {
            type: 'need.identify',
            subject: { kind: 'case', id: file.id },
            intent: { need: id, topic, urgency, words },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('which-need')}
        columns={3}
        value={topic}
        onChange={setTopic}
        choices={TOPICS.map((value) => ({ value, label: t(`words:topic.${value}`) }))}
        {...(isAsked && topic === null ? { error: t('choose-need') } : {})}
      />
      <RadioCards
        label={t('how-urgent')}
        columns={3}
        value={urgency}
        onChange={setUrgency}
        choices={URGENCIES.map((value) => ({
          value,
          label: t(`words:urgency.${value}`),
          icon: URGENCY_LOOKS[value].icon,
        }))}
      />
      <TextField
        label={t('need-words')}
        description={t('note-hint')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={4000}
      />
      <DayField label={t('when-said')} value={on} onChange={setOn} today={today()} latest={today()} />
    </ActDialog>
  );
}

function SettleNeedDialog({
  file,
  id,
  name,
  onClose,
}: {
  readonly file: CaseFile;
  readonly id: NeedId;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const t = useWords('case');
  const [how, setHow] = useState<(typeof NEED_SETTLEMENTS)[number] | null>(null);
  const [words, setWords] = useState('');
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  return (
    <ActDialog
      title={t('settle-need-of', { need: name })}
      button={t('verbs:need.settle.button')}
      done={t('need-settled')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        if (how === null || on === null) return null;
        return [
          {
            type: 'need.settle',
            subject: { kind: 'case', id: file.id },
            intent: { need: id, how, words },
            occurredOn: on,
          },
        ];
      }}
    >
      <RadioCards
        label={t('how-settled')}
        value={how}
        onChange={setHow}
        choices={NEED_SETTLEMENTS.map((value) => ({ value, label: t(`words:need-settlement.${value}`) }))}
        {...(isAsked && how === null ? { error: t('choose-how-settled') } : {})}
      />
      <DayField label={t('since-when')} value={on} onChange={setOn} today={today()} latest={today()} />
      <TextField
        label={t('words')}
        description={t('interface:optional')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={2000}
      />
    </ActDialog>
  );
}
