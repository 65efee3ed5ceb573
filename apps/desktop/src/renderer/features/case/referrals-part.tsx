import { asksToReferAgain, contradictionOf, endingOf, type Referral, sendingOf } from '@nrm/domain/referral';
import type { ReferralId } from '@nrm/domain/shared';
import { waitsForAnswer } from '@nrm/domain/task';
import { CircleCheckBig, GitCompareArrows, MessageCircle, Printer, RefreshCw, Send, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import { today } from '../../app/today.ts';
import { Button, Card, EmptyState, Facts, Ltr, PageLink, Row, Stack, StateBadge } from '../../design/index.ts';
import { formatCodeOfSlip, formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { ClientSlip } from '../refer/client-slip.tsx';
import { ReferralActs } from '../referral/referral-acts.tsx';
import { ReferralStates } from '../referral/referral-states.tsx';
import type { ReportedReferral } from '../referral/reported-referral.ts';

/** Every referral with its four states, what it asks of us next, and what can be written down. The newest stands first. */
export function ReferralsPart({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const referrals = (Object.entries(file.state.referrals) as [ReferralId, Referral][]).reverse();
  if (referrals.length === 0)
    return (
      <EmptyState
        icon={Send}
        title={t('no-referrals')}
        words={t('no-referrals-words')}
        action={
          <PageLink to={`/case/${file.id}/needs`} look="button-secondary">
            {t('part.needs')}
          </PageLink>
        }
      />
    );
  return (
    <div className="case-lines">
      {referrals.map(([id, referral]) => (
        <ReferralCard key={id} id={id} referral={referral} file={file} />
      ))}
    </div>
  );
}

function ReferralCard({
  id,
  referral,
  file,
}: {
  readonly id: ReferralId;
  readonly referral: Referral;
  readonly file: CaseFile;
}) {
  const t = useWords('case');
  const language = useLanguage();
  const nameOf = useDirectoryName();
  const sending = sendingOf(file.state, referral);
  const waits = waitsForAnswer(referral);
  const day = today();
  const ending = endingOf(referral, file.state.status === 'ended');
  const contradiction = contradictionOf(referral);
  const need = file.state.needs[referral.need];
  const again =
    asksToReferAgain(referral) && need !== undefined && need.settled === null && file.state.status === 'open';
  const isLate = waits && referral.dueOn !== null && referral.dueOn < day;
  const tone = contradiction ? 'late' : isLate ? 'late' : ending === 'closed-both' ? 'good' : undefined;
  const of: ReportedReferral = {
    case: file.id,
    referral: id,
    organisationName: nameOf(referral.organisationName),
    serviceName: nameOf(referral.serviceName),
  };
  return (
    <Card {...(tone ? { tone } : {})}>
      <Stack gap={3}>
        <div className="case-line">
          <div>
            <h3>
              <bdi>{of.serviceName}</bdi>
            </h3>
            <p className="quiet">
              <bdi>{of.organisationName}</bdi>
              {need && <> · {t(`words:topic.${need.topic}`)}</>}
            </p>
          </div>
          {again && (
            <PageLink to={`/case/${file.id}/refer/${referral.need}`} look="button-primary" icon={RefreshCw}>
              {t('refer-again')}
            </PageLink>
          )}
        </div>
        <ReferralStates
          today={day}
          states={{
            sending,
            answer: referral.answer?.status ?? null,
            service: referral.service?.status ?? null,
            confirmation: referral.confirmation?.status ?? null,
            dueOn: referral.dueOn,
            waits,
          }}
        />
        <Row>
          {ending && (
            <StateBadge
              tone={ending === 'closed-both' ? 'good' : 'neutral'}
              icon={CircleCheckBig}
              word={t('ended-as', { ending: t(`words:ending.${ending}`) })}
            />
          )}
          {contradiction && (
            <StateBadge tone="late" icon={GitCompareArrows} word={t(`words:contradiction.${contradiction}`)} />
          )}
          {referral.toTell.length > 0 && <StateBadge tone="due" icon={MessageCircle} word={t('to-tell')} />}
          {referral.override !== null && <StateBadge tone="note" icon={ShieldAlert} word={t('without-consent')} />}
          {sending === 'sent' && referral.consent !== null && file.state.consents[referral.consent]?.withdrawnBy && (
            <StateBadge tone="late" icon={ShieldAlert} word={t('tell-provider-withdrawn')} />
          )}
        </Row>
        <Facts
          facts={[
            { label: t('sent-on'), value: referral.sentOn ? formatDay(referral.sentOn, language) : t('not-sent-yet') },
            ...(referral.dueOn ? [{ label: t('entry.dueOn'), value: formatDay(referral.dueOn, language) }] : []),
            { label: t('entry.method'), value: t(`words:referral-method.${referral.method}`) },
            ...(referral.slipCode
              ? [{ label: t('entry.slipCode'), value: <Ltr>{formatCodeOfSlip(referral.slipCode)}</Ltr> }]
              : []),
            ...(referral.answer
              ? [{ label: t('answered-on'), value: <Reported report={referral.answer} catalogue="decline-reason" /> }]
              : []),
            ...(referral.service
              ? [{ label: t('happened'), value: <Reported report={referral.service} catalogue={null} /> }]
              : []),
            ...(referral.confirmation
              ? [{ label: t('person-said-on'), value: <Reported report={referral.confirmation} catalogue={null} /> }]
              : []),
          ]}
        />
        <ReferralActs of={of} sending={sending} toTell={referral.toTell} next={nextReport(referral)} />
        {referral.slipCode && sending === 'sent' && <SlipAgain file={file} code={referral.slipCode} />}
      </Stack>
    </Card>
  );
}

function nextReport(referral: Referral): 'answer' | 'service' | 'confirmation' | null {
  if (referral.sending !== 'sent') return null;
  if (waitsForAnswer(referral)) return 'answer';
  if (asksToReferAgain(referral)) return null;
  if (endingOf(referral, true) === 'provider-only') return 'confirmation';
  return endingOf(referral) === null ? 'service' : null;
}

/** When, and why where a reason was given. A reason of the decline list is a word of ours; others were typed. */
function Reported({
  report,
  catalogue,
}: {
  readonly report: NonNullable<Referral['answer'] | Referral['service'] | Referral['confirmation']>;
  readonly catalogue: 'decline-reason' | null;
}) {
  const t = useWords('words');
  const language = useLanguage();
  const why = report.reason === null ? null : catalogue === null ? report.reason : t(`${catalogue}.${report.reason}`);
  return (
    <>
      {formatDay(report.on, language)}
      {why !== null && (
        <>
          {' · '}
          <bdi>{why}</bdi>
        </>
      )}
    </>
  );
}

/** Paper gets lost: the slip can be printed again as long as the referral stands. */
function SlipAgain({ file, code }: { readonly file: CaseFile; readonly code: string }) {
  const t = useWords('refer');
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button size="small" kind="quiet" icon={Printer} onPress={() => setOpen(true)}>
        {t('print-slip')}
      </Button>
      {isOpen && (
        <ClientSlip code={code} language={file.state.person.language?.value ?? null} onPrinted={() => setOpen(false)} />
      )}
    </div>
  );
}
