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
  const list = useRef<HTMLDivElement>(null);
  useKeysFromSearch(list);
  const isFiltered = text !== '' || status !== 'open' || mine || priority !== null || topic !== null;

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
        <EmptyState
          icon={isFiltered ? SearchX : Users}
          title={isFiltered ? t('none-found') : t('none-yet')}
          words={isFiltered ? t('none-found-words') : t('none-yet-words')}
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
