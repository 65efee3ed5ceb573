import type { ReferralAct } from '@nrm/domain/referral';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import type { ReportedReferral } from './reported-referral.ts';

export type EndingAct = Exclude<ReferralAct, 'referral.send'>;

/** Withdraw, cancel or mark as entered in error: says whose referral it is before it goes. */
export function EndSendingDialog({
  of,
  act,
  onClose,
}: {
  readonly of: ReportedReferral;
  readonly act: EndingAct;
  readonly onClose: () => void;
}) {
  const t = useWords('referrals');
  const [words, setWords] = useState('');
  return (
    <ActDialog
      title={t(`verbs:${act}.button`)}
      button={t(`verbs:${act}.button`)}
      kind="danger"
      done={t('written')}
      onClose={onClose}
      steps={() => [{ type: act, subject: { kind: 'case', id: of.case }, intent: { referral: of.referral, words } }]}
    >
      <p>{t(`${act}.what-goes`, { service: of.serviceName, provider: of.organisationName })}</p>
      <TextField
        label={t('why')}
        description={t('interface:optional')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={2000}
      />
    </ActDialog>
  );
}
