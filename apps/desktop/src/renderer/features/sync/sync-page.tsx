import './sync.css';
import type { Instant } from '@nrm/domain/shared';
import {
  ArrowLeftRight,
  CircleCheckBig,
  CloudCheck,
  CloudOff,
  Hourglass,
  Inbox,
  NotebookPen,
  Split,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChoiceItem, QueryAnswers, StoryItemOfCase, SyncState, UnsettledItem } from '../../../bridge/queries.ts';
import { useCommand, useQueryOf } from '../../app/bridge-client.ts';
import { useGoTo } from '../../app/navigation.ts';
import { today } from '../../app/today.ts';
import {
  Button,
  Card,
  EmptyState,
  Facts,
  FaultNote,
  Ltr,
  Page,
  PageHeader,
  PageLink,
  RefusalNote,
  Row,
  Section,
  Skeleton,
  Stack,
  StateBadge,
  Switch,
} from '../../design/index.ts';
import { formatMoment, formatNumberOfCase } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { useAuthorName } from '../case/author-name.ts';
import { noteDraftOf } from '../case/note-box.tsx';
import { AnswersToChoose } from '../case/person-part.tsx';
import { wordsOf } from '../case/story-facts.ts';
import { ByStick } from './by-stick.tsx';
import { HeldDecision } from './held-decision.tsx';

/** Shorter outages are an ordinary morning, and the line above says them. */
const AWAY_AFTER_MS = 60 * 60_000;

/** Send and receive: what the server has, what waits here, what came, and what a person has to settle. */
export function SyncPage() {
  const t = useWords('sync');
  const { data: state } = useQueryOf('sync.state', {});
  const { data: items } = useQueryOf('sync.items', {});
  const { run, busy, fault } = useCommand('sync.now');
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <Button
            kind="primary"
            icon={ArrowLeftRight}
            isBusy={busy}
            isDisabled={state?.networkOn === false}
            onPress={() => void run({})}
          >
            {t('now')}
          </Button>
        }
      />
      <Page>
        <Stack gap={6}>
          <FaultNote fault={fault} />
          {state ? <StateCard state={state} /> : <Skeleton lines={3} />}
          {items ? <Items items={items} /> : <Skeleton lines={6} />}
        </Stack>
      </Page>
    </>
  );
}

function StateCard({ state }: { readonly state: SyncState }) {
  const t = useWords('sync');
  const language = useLanguage();
  const setNetwork = useCommand('sync.set-network');
  const setMetered = useCommand('sync.set-metered');
  const { networkOn, isMetered, connected, waiting, serverHasUpTo, lastReceived, evenAt, fault } = state;
  // A server out of reach is an ordinary day, and with the network switched off nobody expects it.
  const trouble = networkOn ? fault : null;
  const isTrouble = trouble !== null && trouble.code !== 'server.unreachable';
  // Offices are away for days: then it is said since when.
  const isLong = !connected && !isTrouble && (evenAt === null || Date.now() - Date.parse(evenAt) > AWAY_AFTER_MS);
  const Icon = isTrouble ? TriangleAlert : !networkOn || !connected ? CloudOff : CloudCheck;
  return (
    <Card tone={isTrouble ? 'late' : waiting > 0 ? 'due' : 'good'}>
      <Stack gap={3}>
        <div className="case-line">
          <div className="sync-head" role="status">
            <Icon size={28} aria-hidden />
            <div>
              <p className="sync-title">
                {serverHasUpTo === null
                  ? t('server-has-nothing')
                  : t('server-has', { time: formatMoment(serverHasUpTo, language, today()) })}
              </p>
              <p className="quiet">
                {waiting === 0 ? t('nothing-waits') : t('waits', { count: waiting })}
                {lastReceived !== null && (
                  <> {t('last-received', { time: formatMoment(lastReceived, language, today()) })}</>
                )}
              </p>
            </div>
          </div>
          <Switch label={t('network')} isSelected={networkOn} onChange={(on) => void setNetwork.run({ on })} />
        </div>
        {!networkOn && <p>{t('network-off-words')}</p>}
        {trouble && (
          <div className={isTrouble ? 'refusal refusal-fault' : 'refusal'}>
            <TriangleAlert size={20} aria-hidden />
            <div>
              <p className="refusal-title">{t(`faults:${trouble.code}.title`, trouble.params)}</p>
              <p>
                {isLong && evenAt === null && t('never-reached')}
                {isLong && evenAt !== null && t('away-since', { time: formatMoment(evenAt, language, today()) })}
                {!isLong && t(`faults:${trouble.code}.words`, trouble.params)}
              </p>
            </div>
          </div>
        )}
        <Contact state={state} />
        <Switch
          label={t('metered')}
          description={t('metered-words')}
          isSelected={isMetered}
          onChange={(on) => void setMetered.run({ on })}
        />
        <FaultNote fault={setNetwork.fault ?? setMetered.fault} />
      </Stack>
    </Card>
  );
}

/** What was, what comes by itself, and what did not succeed. */
function Contact({ state: { evenAt, nextNight, night, missed, scheduled } }: { readonly state: SyncState }) {
  const t = useWords('sync');
  const language = useLanguage();
  const time = (at: Instant) => formatMoment(at, language, today());
  return (
    <>
      <Facts
        facts={[
          { label: t('even-at'), value: evenAt === null ? t('night-none') : time(evenAt) },
          {
            label: t('night-last'),
            value:
              night === null
                ? t('night-none')
                : `${time(night.at)}${night.how === 'sealed' ? ` · ${t('night-sealed')}` : ''}`,
          },
          ...(nextNight === null ? [] : [{ label: t('night-next'), value: time(nextNight) }]),
          ...(scheduled === null ? [] : [{ label: t('night-closed'), value: t(`night-closed-${scheduled}`) }]),
        ]}
      />
      {missed && <p className="quiet">{t('night-missed', { time: time(missed.at) })}</p>}
    </>
  );
}

function Items({ items }: { readonly items: QueryAnswers['sync.items'] }) {
  const t = useWords('sync');
  const { unsettled, choices, waiting, answered, received, cutLaptops } = items;
  return (
    <>
      {cutLaptops.length > 0 && (
        <Section title={t('cut')} count={cutLaptops.length}>
          {cutLaptops.map(({ number, cutBy }) => (
            <Card key={number} tone="due">
              <p>{t(`cut-by-${cutBy}`, { number })}</p>
            </Card>
          ))}
        </Section>
      )}
      {unsettled.length > 0 && (
        <Section title={t('unsettled')} count={unsettled.length}>
          <p className="quiet">{t('unsettled-words')}</p>
          <div className="case-lines">
            {unsettled.map((item) => (
              <UnsettledCard
                key={item.entry}
                item={item}
                act={unsettled.filter(({ act, outcome }) => act === item.act && outcome === 'held')}
              />
            ))}
          </div>
        </Section>
      )}
      {choices.length > 0 && (
        <Section title={t('choices')} count={choices.length}>
          <p className="quiet">{t('choices-words')}</p>
          <div className="case-lines">
            {choices.map((choice) => (
              <ChoiceCard key={`${choice.case} ${choice.field}`} choice={choice} />
            ))}
          </div>
        </Section>
      )}
      {unsettled.length === 0 && choices.length === 0 && (
        <Card>
          <Row>
            <CircleCheckBig size={20} aria-hidden />
            <span>{t('nothing-to-settle')}</span>
          </Row>
        </Card>
      )}
      <Section title={t('waiting')} count={waiting.length}>
        {waiting.length === 0 ? (
          <p className="quiet">{t('nothing-waits')}</p>
        ) : (
          <Lines items={waiting} mark={<StateBadge tone="due" icon={Hourglass} word={t('case:kept-here')} />} />
        )}
      </Section>
      <ByStick />
      <Section title={t('answered')}>
        {answered.length === 0 ? (
          <p className="quiet">{t('nothing-answered')}</p>
        ) : (
          <>
            <p className="quiet">{t('answered-words')}</p>
            <Lines items={answered} mark={<StateBadge tone="good" icon={CircleCheckBig} word={t('arrived')} />} />
          </>
        )}
      </Section>
      <Section title={t('received')} count={received.length}>
        {received.length === 0 ? (
          <EmptyState icon={Inbox} title={t('nothing-received')} words={t('nothing-received-words')} />
        ) : (
          <Lines items={received} mark={null} />
        )}
      </Section>
    </>
  );
}

interface UnsettledCardProps {
  readonly item: UnsettledItem;
  /** What else is held of its act. */
  readonly act: readonly UnsettledItem[];
}

function UnsettledCard({ item, act }: UnsettledCardProps) {
  const t = useWords('sync');
  const language = useLanguage();
  const goTo = useGoTo();
  const { run, busy, fault } = useCommand('draft.save');
  const kept = wordsOf(item.payload);
  const caseId = item.case;

  async function useAgain(): Promise<void> {
    if (caseId === null || kept === null) return;
    if (await run({ key: noteDraftOf(caseId), title: '', value: kept })) goTo(`/case/${caseId}/story`);
  }
  return (
    <Card tone="late">
      <Stack gap={2}>
        <div className="case-line">
          <strong>{t(`verbs:${item.type}.story`)}</strong>
          <StateBadge tone="late" icon={TriangleAlert} word={t(`words:outcome.${item.outcome}`)} />
        </div>
        <p className="quiet">
          {item.fullName !== null && (
            <>
              <bdi>{item.fullName}</bdi>
              {' · '}
            </>
          )}
          {formatMoment(item.at, language, today())}
          {item.authorName !== '' && (
            <>
              {' · '}
              <bdi>{item.authorName}</bdi>
            </>
          )}
        </p>
        {item.outcome === 'held' ? <HeldDecision of={item} act={act} /> : <RefusalNote refusal={item.refusal} />}
        {item.decided && item.decided.reason !== null && (
          <>
            <p className="quiet">{t('held-because', { name: item.decided.authorName })}</p>
            <p className="story-words" dir="auto">
              {item.decided.reason}
            </p>
          </>
        )}
        {kept !== null && (
          <>
            <p className="quiet">{t('kept-text')}</p>
            <p className="story-words" dir="auto">
              {kept}
            </p>
          </>
        )}
        <Row>
          {caseId !== null && kept !== null && (
            <Button size="small" icon={NotebookPen} isBusy={busy} onPress={() => void useAgain()}>
              {t('case:use-text-again')}
            </Button>
          )}
          {caseId !== null && (
            <PageLink to={`/case/${caseId}`} look="button-quiet">
              {t('referrals:open-case')}
            </PageLink>
          )}
        </Row>
        <FaultNote fault={fault} />
      </Stack>
    </Card>
  );
}

function ChoiceCard({ choice }: { readonly choice: ChoiceItem }) {
  const t = useWords('sync');
  return (
    <Stack gap={2}>
      <Row>
        <Split size={18} aria-hidden />
        <PageLink to={`/case/${choice.case}/person`}>
          <bdi>{choice.fullName}</bdi>
        </PageLink>
        <Ltr>{formatNumberOfCase(choice.caseNumber)}</Ltr>
        <span className="quiet">{t('choose-one')}</span>
      </Row>
      <AnswersToChoose
        caseId={choice.case}
        field={choice.field}
        answers={choice.answers.map(({ entry, value, authorName, at }) => ({ entry, value, by: authorName, at }))}
      />
    </Stack>
  );
}

function Lines({ items, mark }: { readonly items: readonly StoryItemOfCase[]; readonly mark: ReactNode }) {
  const t = useWords('sync');
  const language = useLanguage();
  const authorName = useAuthorName();
  return (
    <Card>
      <ul className="case-lines">
        {items.map((item) => (
          <li key={item.entry} className="case-line">
            <span>
              {t(`verbs:${item.type}.story`)}
              {item.case !== null && item.fullName !== null && (
                <>
                  {' · '}
                  <PageLink to={`/case/${item.case}`}>
                    <bdi>{item.fullName}</bdi>
                  </PageLink>
                </>
              )}
              <span className="quiet sync-line-who">
                <bdi>{authorName(item.author)}</bdi> · {formatMoment(item.at, language, today())}
              </span>
            </span>
            {mark}
          </li>
        ))}
      </ul>
    </Card>
  );
}
