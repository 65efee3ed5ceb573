import './people.css';
import { PRIORITIES, type Priority } from '@nrm/domain/case';
import { TOPICS, type Topic } from '@nrm/domain/need';
import { SearchX, UserPlus, Users } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useGoTo } from '../../app/navigation.ts';
import { searched, useSearchText } from '../../app/search-text.ts';
import { Chip, EmptyState, FullPage, PageHeader, PageLink, Select, Skeleton, VirtualList } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { PersonLine } from './person-line.tsx';
import { useKeysFromSearch } from './search-keys.ts';

const STATUSES = ['open', 'ended', 'all'] as const;
const ROW_HEIGHT = 64;
const PAGE = 100;
/** What one question of the bridge may answer. */
const MOST = 500;

/** Everybody of this office, found while typing in the field of the header (Ctrl+K). */
export function PeoplePage() {
  const t = useWords('people');
  const goTo = useGoTo();
  // Typing stays quick on a slow laptop: the list follows when there is a moment.
  const text = useDeferredValue(searched(useSearchText()));
  const [status, setStatus] = useState<(typeof STATUSES)[number]>('open');
  const [mine, setMine] = useState(false);
  const [priority, setPriority] = useState<Priority | null>(null);
  const [topic, setTopic] = useState<Topic | null>(null);
  const asked = JSON.stringify([text, status, mine, priority, topic]);
  const [more, setMore] = useState({ asked, limit: PAGE });
  const limit = more.asked === asked ? more.limit : PAGE;
  const { data } = useQueryOf('people.search', {
    text,
    status,
    mine,
    ...(priority && { priority }),
    ...(topic && { topic }),
    limit,
  });
  // Whoever is looked for and stands outside what is chosen must not be registered a second time.
  const isFewer = mine || priority !== null || topic !== null;
  const { data: elsewhere } = useQueryOf(
    'people.search',
    { text, status: 'all', mine: false, limit: 1 },
    { enabled: text !== '' && (isFewer || status !== 'all') && data?.total === 0 },
  );
  const showAll = () => {
    setStatus('all');
    setMine(false);
    setPriority(null);
    setTopic(null);
  };
  const list = useRef<HTMLDivElement>(null);
  useKeysFromSearch(list);

  return (
    <FullPage
      header={
        <PageHeader
          title={t('title')}
          details={data && <span role="status">{t('count', { count: data.total })}</span>}
          actions={
            <PageLink to="/new-case" look="button-primary" icon={UserPlus}>
              {t('new-case')}
            </PageLink>
          }
        />
      }
    >
      <div className="people-filters labels-only-spoken" role="group" aria-label={t('filters')}>
        {STATUSES.map((each) => (
          <Chip key={each} isOn={status === each} onPress={() => setStatus(each)}>
            {t(`status.${each}`)}
          </Chip>
        ))}
        <Chip isOn={mine} onPress={() => setMine(!mine)}>
          {t('mine')}
        </Chip>
        {priority ? (
          <Chip onRemove={() => setPriority(null)} removeLabel={t('remove-priority')}>
            {t('priority-is', { priority: t(`words:priority.${priority}`) })}
          </Chip>
        ) : (
          <Select
            label={t('priority')}
            placeholder={t('any-priority')}
            choices={[...PRIORITIES].reverse().map((value) => ({ value, label: t(`words:priority.${value}`) }))}
            value={priority}
            onChange={setPriority}
          />
        )}
        {topic ? (
          <Chip onRemove={() => setTopic(null)} removeLabel={t('remove-topic')}>
            {t(`words:topic.${topic}`)}
          </Chip>
        ) : (
          <Select
            label={t('topic')}
            placeholder={t('any-topic')}
            choices={TOPICS.map((value) => ({ value, label: t(`words:topic.${value}`) }))}
            value={topic}
            onChange={setTopic}
          />
        )}
        <span className="people-keys">{t('keys')}</span>
      </div>
      {!data ? (
        <Skeleton lines={8} />
      ) : data.rows.length === 0 ? (
        <NobodyFound
          text={text}
          isChosen={isFewer || status === 'ended'}
          isElsewhere={(elsewhere?.total ?? 0) > 0}
          onShowAll={showAll}
        />
      ) : (
        <div ref={list} className="people-list">
          <VirtualList
            key={asked}
            label={t('list')}
            rows={data.rows}
            total={data.total}
            rowHeight={ROW_HEIGHT}
            keyOf={(row) => row.id}
            onOpen={(row) => goTo(`/case/${row.id}`)}
            onNearEnd={() => {
              if (data.rows.length < data.total && limit < MOST)
                setMore({ asked, limit: Math.min(MOST, limit + PAGE) });
            }}
          >
            {(row) => <PersonLine row={row} />}
          </VirtualList>
          {data.total > MOST && data.rows.length === MOST && (
            <p className="people-keys">{t('first', { shown: MOST, total: data.total })}</p>
          )}
        </div>
      )}
    </FullPage>
  );
}

interface NobodyFoundProps {
  readonly text: string;
  /** Somebody chose which people: not those of every day. */
  readonly isChosen: boolean;
  readonly isElsewhere: boolean;
  readonly onShowAll: () => void;
}

function NobodyFound({ text, isChosen, isElsewhere, onShowAll }: NobodyFoundProps) {
  const t = useWords('people');
  const all = <Chip onPress={onShowAll}>{t('interface:clear-filters')}</Chip>;
  if (text !== '' && isElsewhere)
    return <EmptyState icon={SearchX} title={t('found-elsewhere')} words={t('found-elsewhere-words')} action={all} />;
  if (text !== '') return <EmptyState icon={SearchX} title={t('none-found')} words={t('none-found-words')} />;
  if (isChosen) return <EmptyState icon={Users} title={t('none-chosen')} words={t('none-yet-words')} action={all} />;
  return <EmptyState icon={Users} title={t('none-yet')} words={t('none-yet-words')} />;
}
