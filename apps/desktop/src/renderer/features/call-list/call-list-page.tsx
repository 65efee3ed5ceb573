import './call-list.css';
import type { CaseId } from '@nrm/domain/shared';
import { PhoneOff } from 'lucide-react';
import { useState } from 'react';
import type { CallRow } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { EmptyState, FullPage, PageHeader, PageLink, Skeleton, StateBadge, VirtualList } from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { CallLine } from './call-line.tsx';
import { CallPanel } from './call-panel.tsx';

/** Whom to speak with today, the most pressing first. */
export function CallListPage() {
  const t = useWords('call-list');
  const language = useLanguage();
  const { data } = useQueryOf('call-list', {});
  const [openCase, setOpenCase] = useState<CaseId | null>(null);
  // Once somebody was reached the file may ask for nothing more: the panel stays until it is closed.
  const [lastOpen, setLastOpen] = useState<CallRow | null>(null);
  const open = data?.calls.find((call) => call.case === openCase) ?? (lastOpen?.case === openCase ? lastOpen : null);

  return (
    <FullPage
      header={
        <PageHeader
          title={t('title')}
          details={
            data && (
              <>
                <span>{t('today', { day: formatDay(data.today, language, { weekday: true }) })}</span>
                <span role="status">{t('count', { count: data.calls.length })}</span>
                {data.notByTelephone > 0 && (
                  <PageLink to="/" look="plain">
                    <StateBadge icon={PhoneOff} word={t('not-by-telephone', { count: data.notByTelephone })} />
                  </PageLink>
                )}
              </>
            )
          }
        />
      }
      panel={
        data && open && <CallPanel key={open.case} call={open} today={data.today} onClose={() => setOpenCase(null)} />
      }
    >
      {!data ? (
        <Skeleton lines={8} />
      ) : data.calls.length === 0 ? (
        <EmptyState icon={PhoneOff} title={t('empty')} words={t('empty-words')} />
      ) : (
        <VirtualList
          label={t('list')}
          rows={data.calls}
          rowHeight={92}
          keyOf={(call) => call.case}
          openKey={openCase}
          onOpen={(call) => {
            setOpenCase(call.case);
            setLastOpen(call);
          }}
        >
          {(call) => <CallLine call={call} today={data.today} />}
        </VirtualList>
      )}
    </FullPage>
  );
}
