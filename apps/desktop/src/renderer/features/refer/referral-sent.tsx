import type { Referral } from '@nrm/domain/referral';
import { CircleCheckBig, CloudOff, Printer } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import { Button, Card, Facts, Ltr, Page, PageHeader, PageLink, PersonName, Row, Stack } from '../../design/index.ts';
import { formatCodeOfSlip, formatDay, formatTelephone } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { ClientSlip } from './client-slip.tsx';

/** It went, or waits here safely until the network is back: the code in large type, whom to call, the slip to print. */
export function ReferralSent({ file, referral }: { readonly file: CaseFile; readonly referral: Referral }) {
  const t = useWords('refer');
  const nameOf = useDirectoryName();
  const language = useLanguage();
  const { data: session } = useQueryOf('session.state', {});
  const { data: sync } = useQueryOf('sync.state', {});
  const [isPrinting, setPrinting] = useState(false);
  const isWaiting = file.waiting;
  return (
    <>
      <PageHeader title={t('sent-title')} details={<PersonName name={file.fullName} />} />
      <Page>
        <Stack gap={6}>
          <div role="status">
            <Card tone={isWaiting ? 'due' : 'good'}>
              <Row>
                {isWaiting ? <CloudOff size={24} aria-hidden /> : <CircleCheckBig size={24} aria-hidden />}
                <span>{isWaiting ? t(sync?.connected ? 'on-its-way' : 'kept-safe', { count: 1 }) : t('arrived')}</span>
              </Row>
            </Card>
          </div>
          <Card>
            <Stack gap={2}>
              <Facts facts={[{ label: t('method'), value: t(`words:referral-method.${referral.method}`) }]} />
              <p>
                {t(`next.${referral.method}`)} {t('not-known-yet')}
              </p>
            </Stack>
          </Card>
          <Card>
            <div className="sent-code">
              <p className="quiet">{t('slip-code')}</p>
              <p className="slip-digits">
                <Ltr>{referral.slipCode ? formatCodeOfSlip(referral.slipCode) : ''}</Ltr>
              </p>
              <p>{t('slip-code-words', { provider: nameOf(referral.organisationName) })}</p>
              <p className="quiet">
                {referral.dueOn && t('answer-by', { day: formatDay(referral.dueOn, language, { weekday: true }) })}
              </p>
              {session?.office && session.office.phone !== '' && (
                <p className="quiet">
                  {t('office-phone')} <Ltr>{formatTelephone(session.office.phone)}</Ltr>
                </p>
              )}
            </div>
          </Card>
          <Row>
            <Button
              kind="primary"
              icon={Printer}
              onPress={() => setPrinting(true)}
              isDisabled={referral.slipCode === null}
            >
              {t('print-slip')}
            </Button>
            <PageLink to={`/case/${file.id}/referrals`} look="button-secondary">
              {t('back-to-case')}
            </PageLink>
          </Row>
        </Stack>
      </Page>
      {isPrinting && referral.slipCode && (
        <ClientSlip
          code={referral.slipCode}
          language={file.state.person.language?.value ?? null}
          onPrinted={() => setPrinting(false)}
        />
      )}
    </>
  );
}
