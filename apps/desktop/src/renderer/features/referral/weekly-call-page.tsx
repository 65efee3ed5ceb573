import './referral.css';
import { type Answer, DECLINE_REASONS } from '@nrm/domain/referral';
import type { OccurredOn, OrganisationId, ReferralId } from '@nrm/domain/shared';
import { BookUser, CalendarX2, PhoneCall } from 'lucide-react';
import { useState } from 'react';
import type { ReferralRow } from '../../../bridge/queries.ts';
import { useAct, useQueryOf } from '../../app/bridge-client.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import { useGoBack } from '../../app/navigation.ts';
import { today } from '../../app/today.ts';
import {
  Button,
  Card,
  DayField,
  EmptyState,
  FaultNote,
  Ltr,
  Page,
  PageHeader,
  PageLink,
  RefusalNote,
  Row,
  Section,
  Select,
  Skeleton,
  Stack,
  StateBadge,
  say,
} from '../../design/index.ts';
import { formatCodeOfSlip, formatDay, formatNumberOfCase, formatTelephone } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

type Told = Exclude<Answer, 'delivered'>;
const TOLD: readonly Told[] = ['accepted', 'waitlisted', 'declined', 'no-response'];
interface Heard {
  readonly answer: Told | null;
  readonly reason: (typeof DECLINE_REASONS)[number] | null;
}
const NOTHING_HEARD: Heard = { answer: null, reason: null };
/** As many steps as one act may hold. */
const MOST = 64;

/** One sheet for each provider: every referral that waits for its answer, written down in one go while they speak. */
export function WeeklyCallPage() {
  const t = useWords('referrals');
  const nameOf = useDirectoryName();
  const goBack = useGoBack();
  const { data } = useQueryOf('referrals.list', { show: 'waiting', limit: 500 });
  const providers = groupByProvider(data?.rows ?? []);
  return (
    <>
      <PageHeader title={t('weekly-call')} details={<span>{t('weekly-call-words')}</span>} onBack={goBack} />
      <Page wide>
        {data === undefined ? (
          <Skeleton lines={8} />
        ) : providers.length === 0 ? (
          <EmptyState icon={PhoneCall} title={t('nobody-to-call')} words={t('nobody-to-call-words')} />
        ) : (
          <Stack gap={6}>
            {providers.map((rows) => {
              const first = rows[0];
              return (
                first && (
                  <ProviderSheet
                    key={first.organisation}
                    provider={first.organisation}
                    name={nameOf(first.organisationName)}
                    rows={rows}
                  />
                )
              );
            })}
          </Stack>
        )}
      </Page>
    </>
  );
}

function groupByProvider(rows: readonly ReferralRow[]): readonly (readonly ReferralRow[])[] {
  const groups = new Map<OrganisationId, ReferralRow[]>();
  for (const row of rows) {
    const group = groups.get(row.organisation);
    if (group) group.push(row);
    else groups.set(row.organisation, [row]);
  }
  // Rows come in the order of their dates, so that whoever has kept somebody waiting longest is called first.
  return [...groups.values()];
}

function ProviderSheet({
  provider,
  name,
  rows,
}: {
  readonly provider: OrganisationId;
  readonly name: string;
  readonly rows: readonly ReferralRow[];
}) {
  const t = useWords('referrals');
  const { data: organisation } = useQueryOf('directory.organisation', { organisation: provider });
  const { act, busy, refusal, fault } = useAct();
  const [heard, setHeard] = useState<Readonly<Record<ReferralId, Heard>>>({});
  const [on, setOn] = useState<OccurredOn | null>({ day: today(), precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  const heardOf = (id: ReferralId): Heard => heard[id] ?? NOTHING_HEARD;
  const answered = rows.filter(({ referral }) => heardOf(referral).answer !== null).slice(0, MOST);
  const lacksReason = answered.some(
    ({ referral }) => heardOf(referral).answer === 'declined' && heardOf(referral).reason === null,
  );

  async function write(): Promise<void> {
    setAsked(true);
    if (answered.length === 0 || lacksReason || on === null) return;
    const written = await act(
      answered.map((row) => ({
        type: 'referral.report-answer',
        subject: { kind: 'case', id: row.case },
        intent: {
          referral: row.referral,
          answer: heardOf(row.referral).answer,
          reason: heardOf(row.referral).answer === 'declined' ? heardOf(row.referral).reason : null,
          words: '',
          source: 'staff',
        },
        occurredOn: on,
      })),
    );
    if (!written) return;
    setHeard({});
    setAsked(false);
    say(t('answers-written', { count: answered.length }));
  }

  const phone = organisation?.state.phone;
  return (
    <Section
      title={name}
      count={rows.length}
      actions={
        <>
          {phone && <Ltr>{formatTelephone(phone)}</Ltr>}
          <PageLink to={`/directory/${provider}`} look="button-quiet" icon={BookUser}>
            {t('still-open-places')}
          </PageLink>
        </>
      }
    >
      <Card>
        <Stack gap={3}>
          <table className="call-table">
            <thead>
              <tr>
                <th scope="col">{t('case:entry.slipCode')}</th>
                <th scope="col">{t('person')}</th>
                <th scope="col">{t('service')}</th>
                <th scope="col">{t('case:entry.dueOn')}</th>
                <th scope="col">{t('what-they-said')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <CallRow
                  key={row.referral}
                  row={row}
                  heard={heardOf(row.referral)}
                  isAsked={isAsked}
                  onChange={(next) => setHeard({ ...heard, [row.referral]: next })}
                />
              ))}
            </tbody>
          </table>
          <Row align="between">
            <DayField
              label={t('when-said')}
              value={on}
              onChange={setOn}
              withPrecision={false}
              today={today()}
              latest={today()}
            />
            <Button isBusy={busy} isDisabled={answered.length === 0} onPress={() => void write()}>
              {t('write-answers', { count: answered.length })}
              <span className="only-spoken">{name}</span>
            </Button>
          </Row>
          <RefusalNote refusal={refusal} />
          <FaultNote fault={fault} />
        </Stack>
      </Card>
    </Section>
  );
}

function CallRow({
  row,
  heard,
  isAsked,
  onChange,
}: {
  readonly row: ReferralRow;
  readonly heard: Heard;
  readonly isAsked: boolean;
  readonly onChange: (heard: Heard) => void;
}) {
  const t = useWords('referrals');
  const nameOf = useDirectoryName();
  const language = useLanguage();
  const due = row.dueOn === null ? '' : formatDay(row.dueOn, language, { year: false });
  return (
    <tr>
      <td>
        <Ltr>{row.slipCode ? formatCodeOfSlip(row.slipCode) : ''}</Ltr>
      </td>
      <td>
        <PageLink to={`/case/${row.case}/referrals`}>
          <bdi>{row.fullName}</bdi>
        </PageLink>
        <span className="referral-quiet">
          <Ltr>{formatNumberOfCase(row.caseNumber)}</Ltr>
        </span>
      </td>
      <td>{nameOf(row.serviceName)}</td>
      <td>
        {row.dueOn !== null && row.dueOn < today() ? <StateBadge tone="late" icon={CalendarX2} word={due} /> : due}
      </td>
      <td>
        <Stack gap={2}>
          <div className="labels-only-spoken">
            <Select
              label={t('answer-for', { code: row.slipCode ? formatCodeOfSlip(row.slipCode) : row.fullName })}
              value={heard.answer}
              onChange={(answer) => onChange({ ...heard, answer })}
              placeholder={t('not-heard-yet')}
              choices={TOLD.map((value) => ({ value, label: t(`words:answer.${value}`) }))}
            />
          </div>
          {heard.answer === 'declined' && (
            <Select
              label={t('why-declined')}
              value={heard.reason}
              onChange={(reason) => onChange({ ...heard, reason })}
              choices={DECLINE_REASONS.map((value) => ({ value, label: t(`words:decline-reason.${value}`) }))}
              {...(isAsked && heard.reason === null ? { error: t('choose-reason') } : {})}
            />
          )}
        </Stack>
      </td>
    </tr>
  );
}
