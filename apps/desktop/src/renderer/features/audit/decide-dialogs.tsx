import { UserCheck } from 'lucide-react';
import { useState } from 'react';
import type { AuditState } from '../../../bridge/audit.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useQueryOf } from '../../app/bridge-client.ts';
import { Facts, Ltr, Skeleton, TextField } from '../../design/index.ts';
import { formatNumberOfCase } from '../../i18n/format.ts';
import { useWords } from '../../i18n/words.ts';

interface DialogProps {
  readonly of: AuditState['exports'][number];
  readonly onClose: () => void;
}

const useOffice = () => useQueryOf('session.state', {}).data?.office?.id;
const useChosen = (of: DialogProps['of']) => useQueryOf('audit.chosen', { export: of.entry }).data;

export function ReleaseDialog({ of, onClose }: DialogProps) {
  const t = useWords('audit');
  const office = useOffice();
  const chosen = useChosen(of);
  return (
    <ActDialog
      title={t('verbs:audit-export.release.button')}
      button={t('verbs:audit-export.release.button')}
      icon={UserCheck}
      done={t('release-done')}
      steps={() =>
        // Nobody answers for files they have not seen.
        office === undefined || !chosen
          ? null
          : [{ type: 'audit-export.release', subject: { kind: 'office', id: office }, intent: { export: of.entry } }]
      }
      onClose={onClose}
    >
      <p>{t('release-words', useNamesOf(of))}</p>
      {chosen === null ? <p className="refusal-title">{t('chosen-unknown')}</p> : <Chosen of={of} />}
    </ActDialog>
  );
}

export function WithdrawDialog({ of, onClose }: DialogProps) {
  const t = useWords('audit');
  const office = useOffice();
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  return (
    <ActDialog
      title={t('verbs:audit-export.withdraw.button')}
      button={t('verbs:audit-export.withdraw.button')}
      kind="danger"
      done={t('withdraw-done')}
      steps={() => {
        setIsMissing(reason.trim() === '');
        if (office === undefined || reason.trim() === '') return null;
        const intent = { export: of.entry, reason };
        return [{ type: 'audit-export.withdraw', subject: { kind: 'office', id: office }, intent }];
      }}
      onClose={onClose}
    >
      <p>{t('withdraw-words', useNamesOf(of))}</p>
      <Chosen of={of} />
      <TextField
        label={t('withdraw-why')}
        description={t('reason-words')}
        value={reason}
        onChange={setReason}
        maxLength={500}
        {...(isMissing && reason.trim() === '' && { error: t('withdraw-missing') })}
      />
    </ActDialog>
  );
}

function useNamesOf({ auditorName, cases, preparedByName }: DialogProps['of']) {
  const t = useWords('audit');
  return { auditor: auditorName, files: t('files', { count: cases }), name: preparedByName };
}

function Chosen({ of }: Pick<DialogProps, 'of'>) {
  const t = useWords('audit');
  const chosen = useChosen(of);
  if (chosen === undefined) return <Skeleton lines={2} />;
  if (chosen === null) return null;
  return (
    <>
      <Facts facts={[{ label: t('reason'), value: <bdi>{chosen.reason}</bdi> }]} />
      <ul className="case-lines" aria-label={t('chosen')}>
        {chosen.files.map(({ id, number, fullName }) => (
          <li key={id} className="case-line">
            <bdi>{fullName}</bdi>
            <Ltr>{formatNumberOfCase(number)}</Ltr>
          </li>
        ))}
      </ul>
      {chosen.gone > 0 && <p className="refusal-title">{t('chosen-gone', { count: chosen.gone })}</p>}
    </>
  );
}
