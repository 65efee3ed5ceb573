import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { UnsettledItem } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { Button, Row, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

const DECISIONS = ['held.admit', 'held.turn-away'] as const;
type Decision = (typeof DECISIONS)[number];

/** Whether what is held counts after all: a supervisor says so here, for everything that was written in one act. */
export function HeldDecision({ of, act }: { readonly of: UnsettledItem; readonly act: readonly UnsettledItem[] }) {
  const t = useWords('sync');
  const may = useMay();
  const [decision, setDecision] = useState<Decision | null>(null);
  if (of.decided) return <p>{t(`held-${of.decided}`)}</p>;
  if (!may('held.admit')) return <p>{t('held-words')}</p>;
  return (
    <>
      <Row>
        {DECISIONS.map((each) => (
          <Button
            key={each}
            size="small"
            icon={each === 'held.admit' ? Check : X}
            {...(each === 'held.turn-away' && { kind: 'quiet' })}
            onPress={() => setDecision(each)}
          >
            {t(`verbs:${each}.button`)}
          </Button>
        ))}
      </Row>
      {decision && <DecideDialog decision={decision} act={act} onClose={() => setDecision(null)} />}
    </>
  );
}

interface DecideDialogProps {
  readonly decision: Decision;
  readonly act: readonly UnsettledItem[];
  readonly onClose: () => void;
}

function DecideDialog({ decision, act, onClose }: DecideDialogProps) {
  const t = useWords('sync');
  const { data: session } = useQueryOf('session.state', {});
  const id = session?.governorate?.id;
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  return (
    <ActDialog
      title={t(`verbs:${decision}.button`)}
      button={t(`verbs:${decision}.button`)}
      done={t('held-done')}
      steps={() => {
        setTried(true);
        if (id === undefined || isMissing) return null;
        const subject = { kind: 'governorate' as const, id };
        return act.map(({ entry }) => ({ type: decision, subject, intent: { entry, reason } }));
      }}
      onClose={onClose}
    >
      <ul>
        {act.map(({ entry, type }) => (
          <li key={entry}>{t(`verbs:${type}.story`)}</li>
        ))}
      </ul>
      <TextField
        label={t('held-why')}
        description={t('held-why-words')}
        value={reason}
        onChange={setReason}
        maxLength={500}
        {...(isTried && isMissing && { error: t('held-why-missing') })}
      />
    </ActDialog>
  );
}
