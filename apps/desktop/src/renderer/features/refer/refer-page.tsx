import './refer.css';
import { DEFAULT_SOP, responseDueOn } from '@nrm/domain/calendar';
import type { MatchedService } from '@nrm/domain/matching';
import type { Need } from '@nrm/domain/need';
import { CaseId, type LocalDate, NeedId, type ReferralId } from '@nrm/domain/shared';
import { BookUser } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile, ServiceRow } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useGoBack, usePageParam } from '../../app/navigation.ts';
import {
  Card,
  Chip,
  EmptyState,
  Page,
  PageHeader,
  PageLink,
  PersonName,
  Row,
  Skeleton,
  Stack,
  StateBadge,
} from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { FileNotHere } from '../case/file-not-here.tsx';
import { URGENCY_LOOKS } from '../case/needs-part.tsx';
import { ReferralSent } from './referral-sent.tsx';
import { SendReferral } from './send-referral.tsx';
import { ServiceChoice } from './service-choice.tsx';

export type RankedService = MatchedService & { readonly row: ServiceRow };

/** For one need: the services in their order with the reasons, then the person's consent, then the sending, then the slip. */
export function ReferPage() {
  const id = CaseId.safeParse(usePageParam('id'));
  const need = NeedId.safeParse(usePageParam('need'));
  if (!id.success || !need.success) return <FileNotHere />;
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
  if (file === null || need === undefined) return <FileNotHere />;

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
          <Choices file={file} need={need} today={matched.today} services={matched.services} onChoose={setChosen} />
        )}
      </Page>
    </>
  );
}

/** By the hours it gave us; where nobody knows them, it is not said to be open. */
const isOpenOn = ({ reasons }: RankedService, day: LocalDate): boolean =>
  reasons.some(({ code, answer, params }) => code === 'opens-soon' && answer === 'yes' && params?.['day'] === day);

function Choices({
  file,
  need,
  today,
  services,
  onChoose,
}: {
  readonly file: CaseFile;
  readonly need: Need;
  readonly today: LocalDate;
  readonly services: readonly RankedService[];
  readonly onChoose: (service: RankedService) => void;
}) {
  const t = useWords('refer');
  const language = useLanguage();
  const [showsAll, setShowsAll] = useState(false);
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
  const fitting = services.filter(({ verdict }) => verdict !== 'no');
  const openToday = fitting.filter((service) => isOpenOn(service, today));
  // What cannot wait goes first to whoever can be spoken with today.
  const isEmergency = need.urgency === 'emergency';
  const possible = isEmergency && openToday.length > 0 && !showsAll ? openToday : fitting;
  const not = services.filter(({ verdict }) => verdict === 'no');
  const line = (service: RankedService) => (
    <li key={`${service.organisation} ${service.service}`}>
      <ServiceChoice service={service} file={file} onChoose={() => onChoose(service)} />
    </li>
  );
  return (
    <Stack gap={6}>
      {isEmergency && (
        <Card tone="late">
          <Row align="between">
            <span>
              {t('emergency-by', {
                day: formatDay(responseDueOn(DEFAULT_SOP, 'emergency', today, new Set()), language, { weekday: true }),
              })}
            </span>
            {fitting.length > 0 && openToday.length === 0 && <span>{t('none-open-today')}</span>}
            {openToday.length > 0 && openToday.length < fitting.length && (
              <span className="chips" role="group" aria-label={t('which-services')}>
                <Chip isOn={!showsAll} onPress={() => setShowsAll(false)}>
                  {t('open-today')}
                </Chip>
                <Chip isOn={showsAll} onPress={() => setShowsAll(true)}>
                  {t('all-services')}
                </Chip>
              </span>
            )}
          </Row>
        </Card>
      )}
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
