import './refer.css';
import type { MatchedService } from '@nrm/domain/matching';
import { CaseId, NeedId, type ReferralId } from '@nrm/domain/shared';
import { BookUser, FileQuestion } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile, ServiceRow } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useGoBack, usePageParam } from '../../app/navigation.ts';
import { EmptyState, Page, PageHeader, PageLink, PersonName, Skeleton, Stack, StateBadge } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { URGENCY_LOOKS } from '../case/needs-part.tsx';
import { ReferralSent } from './referral-sent.tsx';
import { SendReferral } from './send-referral.tsx';
import { ServiceChoice } from './service-choice.tsx';

export type RankedService = MatchedService & { readonly row: ServiceRow };

/** For one need: the services in their order with the reasons, then the person's consent, then the sending, then the slip. */
export function ReferPage() {
  const t = useWords('refer');
  const id = CaseId.safeParse(usePageParam('id'));
  const need = NeedId.safeParse(usePageParam('need'));
  if (!id.success || !need.success)
    return <EmptyState icon={FileQuestion} title={t('case:not-here')} words={t('case:not-here-words')} />;
  return <Refer id={id.data} needId={need.data} />;
}

function Refer({ id, needId }: { readonly id: CaseId; readonly needId: NeedId }) {
  const t = useWords('refer');
  const goBack = useGoBack();
  const { data: file } = useQueryOf('case.file', { case: id });
  const { data: matched } = useQueryOf('referral.match', { case: id, need: needId });
  const [chosen, setChosen] = useState<RankedService | null>(null);
  const [sent, setSent] = useState<ReferralId | null>(null);
  if (file === undefined) return <Skeleton lines={8} />;
  const need = file?.state.needs[needId];
  if (file === null || need === undefined)
    return <EmptyState icon={FileQuestion} title={t('case:not-here')} words={t('case:not-here-words')} />;

  const referral = sent === null ? undefined : file.state.referrals[sent];
  if (sent !== null) return referral ? <ReferralSent file={file} referral={referral} /> : <Skeleton lines={8} />;
  return (
    <>
      <PageHeader
        onBack={chosen ? () => setChosen(null) : goBack}
        title={t('title', { need: t(`words:topic.${need.topic}`) })}
        details={
          <>
            <PersonName name={file.fullName} />
            <StateBadge {...URGENCY_LOOKS[need.urgency]} word={t(`words:urgency.${need.urgency}`)} />
          </>
        }
      />
      <Page>
        {chosen ? (
          <SendReferral
            file={file}
            needId={needId}
            need={need}
            service={chosen}
            onSent={setSent}
            onOther={() => setChosen(null)}
          />
        ) : matched === undefined ? (
          <Skeleton lines={6} />
        ) : (
          <Choices file={file} services={matched.services} onChoose={setChosen} />
        )}
      </Page>
    </>
  );
}

function Choices({
  file,
  services,
  onChoose,
}: {
  readonly file: CaseFile;
  readonly services: readonly RankedService[];
  readonly onChoose: (service: RankedService) => void;
}) {
  const t = useWords('refer');
  if (services.length === 0)
    return (
      <EmptyState
        icon={BookUser}
        title={t('no-services')}
        words={t('no-services-words')}
        action={
          <PageLink to="/directory" look="button-secondary" icon={BookUser}>
            {t('shell:nav.directory')}
          </PageLink>
        }
      />
    );
  const possible = services.filter(({ verdict }) => verdict !== 'no');
  const not = services.filter(({ verdict }) => verdict === 'no');
  const line = (service: RankedService) => (
    <li key={`${service.organisation} ${service.service}`}>
      <ServiceChoice service={service} file={file} onChoose={() => onChoose(service)} />
    </li>
  );
  return (
    <Stack gap={6}>
      {possible.length > 0 ? (
        <ol className="service-choices" aria-label={t('services-possible')}>
          {possible.map(line)}
        </ol>
      ) : (
        <p>{t('none-possible')}</p>
      )}
      {not.length > 0 && (
        <section className="section" aria-labelledby="services-not">
          <h2 id="services-not" className="services-not">
            {t('services-not', { count: not.length })}
          </h2>
          <ol className="service-choices">{not.map(line)}</ol>
        </section>
      )}
    </Stack>
  );
}
