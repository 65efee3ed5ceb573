import './referral.css';
import { dayInBaghdad, instantFromMs, type LocalDate, type OrganisationId } from '@nrm/domain/shared';
import { FolderOpen, PhoneCall, Send } from 'lucide-react';
import { useState } from 'react';
import type { QueryArgs, ReferralRow } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import {
  Chip,
  DetailPanel,
  EmptyState,
  Facts,
  FullPage,
  Ltr,
  PageHeader,
  PageLink,
  PersonName,
  Skeleton,
  Stack,
  VirtualList,
} from '../../design/index.ts';
import { formatCodeOfSlip, formatDay, formatNumberOfCase } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { ReferralActs } from './referral-acts.tsx';
import { ReferralStates } from './referral-states.tsx';

type Show = NonNullable<QueryArgs<'referrals.list'>['show']>;
export const SHOWS: readonly Show[] = ['waiting', 'past-date', 'answered', 'in-service', 'to-confirm', 'ended', 'all'];
const PAGE_SIZE = 200;
const ROW_HEIGHT = 76;

/** The board: every referral of the office by where it stands, the one that waits longest first; answered in place. */
export function ReferralsPage() {
  const t = useWords('referrals');
  const nameOf = useDirectoryName();
  const [show, setShow] = useState<Show>('waiting');
  const [provider, setProvider] = useState<{ readonly id: OrganisationId; readonly name: string } | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [limit, setLimit] = useState(PAGE_SIZE);
  const { data } = useQueryOf('referrals.list', { show, limit, ...(provider ? { organisation: provider.id } : {}) });
  const rows = data?.rows ?? [];
  const found = rows.find(({ referral }) => referral === openId);
  const open = found && {
    ...found,
    serviceName: nameOf(found.serviceName),
    organisationName: nameOf(found.organisationName),
  };

  return (
    <FullPage
      header={
        <>
          <PageHeader
            title={t('title')}
            details={data && <span>{t('count', { count: data.total })}</span>}
            actions={
              <PageLink to="/referrals/weekly-call" look="button-secondary" icon={PhoneCall}>
                {t('weekly-call')}
              </PageLink>
            }
          />
          <div className="referrals-filters" role="group" aria-label={t('show')}>
            {SHOWS.map((each) => (
              <Chip
                key={each}
                isOn={each === show}
                onPress={() => {
                  setShow(each);
                  setOpenId(null);
                  setLimit(PAGE_SIZE);
                }}
              >
                {t(`show.${each}`)}
              </Chip>
            ))}
            {provider && (
              <Chip onRemove={() => setProvider(null)} removeLabel={t('all-providers')}>
                {provider.name}
              </Chip>
            )}
          </div>
        </>
      }
      panel={
        open && (
          <ReferralPanel
            row={open}
            today={data?.today ?? dayInBaghdad(instantFromMs(Date.now()))}
            onClose={() => setOpenId(null)}
            onProvider={() => setProvider({ id: open.organisation, name: open.organisationName })}
          />
        )
      }
    >
      {data === undefined ? (
        <Skeleton lines={8} />
      ) : rows.length === 0 ? (
        <EmptyState icon={Send} title={t('empty')} words={t(`empty.${show}`)} />
      ) : (
        <VirtualList
          label={t('title')}
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={({ referral }) => referral}
          openKey={openId}
          onOpen={({ referral }) => setOpenId(referral)}
          total={data.total}
          onNearEnd={() => {
            if (rows.length < data.total && limit < 500) setLimit(500);
          }}
        >
          {(row) => <ReferralLine row={row} today={data.today} />}
        </VirtualList>
      )}
    </FullPage>
  );
}

/** As the tasks of a file say it: sent, and nothing but "it arrived" came back. */
export const waits = ({ sending, answer, service, confirmation }: ReferralRow): boolean =>
  sending === 'sent' && service === null && confirmation === null && (answer === null || answer === 'delivered');

function ReferralLine({ row, today }: { readonly row: ReferralRow; readonly today: LocalDate }) {
  const t = useWords('words');
  const nameOf = useDirectoryName();
  return (
    <span className="referral-row">
      <span>
        <strong className="referral-main">
          <bdi>{row.fullName}</bdi>
        </strong>
        <span className="referral-quiet">
          <Ltr>{formatNumberOfCase(row.caseNumber)}</Ltr>
        </span>
      </span>
      <span>
        <span className="referral-main" dir="auto">
          {nameOf(row.serviceName)}
        </span>
        <span className="referral-quiet" dir="auto">
          {nameOf(row.organisationName)}
          {row.topic && <> · {t(`topic.${row.topic}`)}</>}
        </span>
      </span>
      <ReferralStates today={today} states={{ ...row, waits: waits(row) }} />
    </span>
  );
}

function ReferralPanel({
  row,
  today,
  onClose,
  onProvider,
}: {
  readonly row: ReferralRow;
  readonly today: LocalDate;
  readonly onClose: () => void;
  readonly onProvider: () => void;
}) {
  const t = useWords('referrals');
  const language = useLanguage();
  const asksAgain = row.service === null && (row.answer === 'declined' || row.answer === 'no-response');
  const next = asksAgain
    ? null
    : row.sending !== 'sent' || row.ending
      ? null
      : waits(row)
        ? 'answer'
        : row.service?.endsWith('completed') || row.service === 'failed'
          ? 'confirmation'
          : 'service';
  return (
    <DetailPanel
      title={row.serviceName}
      onClose={onClose}
      actions={
        <PageLink to={`/case/${row.case}/referrals`} look="button-primary" icon={FolderOpen}>
          {t('open-case')}
        </PageLink>
      }
    >
      <Stack gap={4}>
        <ReferralStates today={today} states={{ ...row, waits: waits(row) }} />
        <Facts
          facts={[
            { label: t('person'), value: <PersonName name={row.fullName} /> },
            { label: t('provider'), value: row.organisationName },
            { label: t('case:sent-on'), value: row.sentOn ? formatDay(row.sentOn, language) : t('case:not-sent-yet') },
            ...(row.dueOn ? [{ label: t('case:entry.dueOn'), value: formatDay(row.dueOn, language) }] : []),
            ...(row.slipCode
              ? [{ label: t('case:entry.slipCode'), value: <Ltr>{formatCodeOfSlip(row.slipCode)}</Ltr> }]
              : []),
            ...(row.ending ? [{ label: t('ending'), value: t(`words:ending.${row.ending}`) }] : []),
          ]}
        />
        <ReferralActs of={row} sending={row.sending} toTell={[]} next={next} />
        <div>
          <Chip onPress={onProvider}>{t('only-this-provider')}</Chip>
        </div>
      </Stack>
    </DetailPanel>
  );
}
