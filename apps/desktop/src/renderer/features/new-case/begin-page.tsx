import './new-case.css';
import type { CaseId } from '@nrm/domain/shared';
import { UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { newId, useQueryOf } from '../../app/bridge-client.ts';
import { useGoTo } from '../../app/navigation.ts';
import { Page, PageHeader, PageLink, Skeleton } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { DraftsToContinue } from './drafts-to-continue.tsx';
import { findCaseOfDraft } from './new-case.ts';

/** Straight into a new form; where something was begun before, a choice between continuing and beginning. */
export function BeginCasePage() {
  const t = useWords('new-case');
  const goTo = useGoTo();
  const [id] = useState(newId<CaseId>);
  const { data: drafts } = useQueryOf('draft.list', {}, { now: true });
  const isFirst = drafts !== undefined && !drafts.some(({ key }) => findCaseOfDraft(key));
  useEffect(() => {
    if (isFirst) goTo(`/new-case/${id}`, { replace: true });
  });
  if (!drafts || isFirst) return <Skeleton lines={6} />;
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <PageLink to={`/new-case/${id}`} look="button-primary" icon={UserPlus}>
            {t('begin')}
          </PageLink>
        }
      />
      <Page>
        <DraftsToContinue />
      </Page>
    </>
  );
}
