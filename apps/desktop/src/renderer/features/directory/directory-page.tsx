import './directory.css';
import { TOPICS, type Topic } from '@nrm/domain/need';
import { availabilityOf, freshnessOf } from '@nrm/domain/organisation';
import type { LocalDate } from '@nrm/domain/shared';
import { BookUser } from 'lucide-react';
import { useState } from 'react';
import type { ServiceRow } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useGoTo } from '../../app/navigation.ts';
import { shownPlace } from '../../app/places.ts';
import { searched } from '../../app/search-text.ts';
import {
  Chip,
  EmptyState,
  FreshnessMark,
  FullPage,
  PageHeader,
  Row,
  Select,
  Skeleton,
  StateBadge,
  Switch,
  TextField,
  VirtualList,
} from '../../design/index.ts';
import { nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { DistrictField } from '../new-case/district-field.tsx';
import { AVAILABILITY_LOOKS, PoliceMark } from './service-marks.tsx';

const ROW_HEIGHT = 72;

/** What there is, for whom and how sure we are of it. Anybody may see it: it names no person. */
export function DirectoryPage() {
  const t = useWords('directory');
  const language = useLanguage();
  const goTo = useGoTo();
  const [text, setText] = useState('');
  const [topic, setTopic] = useState<Topic | null>(null);
  const [district, setDistrict] = useState<string | null>(null);
  const [onlyOpen, setOnlyOpen] = useState(false);
  const { data } = useQueryOf('directory.search', {
    text: searched(text),
    onlyOpen,
    limit: 500,
    ...(topic ? { topic } : {}),
    ...(district ? { district } : {}),
  });
  const isFiltered = text !== '' || topic !== null || district !== null || onlyOpen;
  function showAll(): void {
    setText('');
    setTopic(null);
    setDistrict(null);
    setOnlyOpen(false);
  }
  return (
    <FullPage
      header={
        <>
          <PageHeader title={t('title')} details={data && <span>{t('count', { count: data.total })}</span>} />
          <div className="directory-filters">
            <TextField label={t('search')} placeholder={t('search-hint')} value={text} onChange={setText} />
            <Select
              label={t('topic')}
              placeholder={t('any-topic')}
              value={topic}
              onChange={setTopic}
              choices={TOPICS.map((value) => ({ value, label: t(`words:topic.${value}`) }))}
            />
            <DistrictField
              label={t('district')}
              key={district ?? ''}
              value={district}
              onChange={setDistrict}
              error={undefined}
            />
            <Switch label={t('only-open')} isSelected={onlyOpen} onChange={setOnlyOpen} />
          </div>
          {(topic || district) && (
            <div className="referrals-filters">
              {topic && (
                <Chip onRemove={() => setTopic(null)} removeLabel={t('remove-topic')}>
                  {t(`words:topic.${topic}`)}
                </Chip>
              )}
              {district && (
                <Chip onRemove={() => setDistrict(null)} removeLabel={t('remove-district')}>
                  {shownPlace(district, language).text}
                </Chip>
              )}
              <Chip onPress={showAll}>{t('interface:clear-filters')}</Chip>
            </div>
          )}
        </>
      }
    >
      {data === undefined ? (
        <Skeleton lines={8} />
      ) : data.rows.length === 0 ? (
        <EmptyState
          icon={BookUser}
          title={t(isFiltered ? 'none-found' : 'none-yet')}
          words={t(isFiltered ? 'none-found-words' : 'none-yet-words')}
          {...(isFiltered ? { action: <Chip onPress={showAll}>{t('interface:clear-filters')}</Chip> } : {})}
        />
      ) : (
        <VirtualList
          label={t('title')}
          rows={data.rows}
          rowHeight={ROW_HEIGHT}
          keyOf={({ service }) => service}
          onOpen={({ organisation }) => goTo(`/directory/${organisation}`)}
          total={data.total}
        >
          {(row) => <ServiceLine row={row} today={data.today} />}
        </VirtualList>
      )}
    </FullPage>
  );
}

function ServiceLine({ row, today }: { readonly row: ServiceRow; readonly today: LocalDate }) {
  const t = useWords('directory');
  const language = useLanguage();
  const availability = availabilityOf(row.state, today);
  const freshness = freshnessOf(row.state, today);
  return (
    <span className="service-line" data-closed={availability !== 'open' || undefined}>
      <span>
        <strong className="referral-main">{nameIn(row.state.names, language)}</strong>
        <span className="referral-quiet">
          {nameIn(row.organisationState.names, language)} · {t(`words:organisation-type.${row.organisationState.type}`)}
        </span>
      </span>
      <span className="referral-quiet">
        {row.state.topics.map((topic) => t(`words:topic.${topic}`)).join(language === 'en' ? ', ' : '، ')}
      </span>
      <Row>
        {row.organisationState.policeDesk && <PoliceMark />}
        <StateBadge {...AVAILABILITY_LOOKS[availability]} word={t(`availability.${availability}`)} />
        <FreshnessMark freshness={freshness.level} daysAgo={row.verifiedDaysAgo} />
      </Row>
    </span>
  );
}
