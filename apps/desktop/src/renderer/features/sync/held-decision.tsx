import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { UnsettledItem } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { Button, RefusalNote, Row, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

const DECISIONS = ['held.admit', 'held.turn-away'] as const;
type Decision = (typeof DECISIONS)[number];

/** No decision brings these: they wait for a file that is on its way, or for a newer program. */
const WAITS_FOR: Readonly<Record<string, string>> = {
  'ledger.subject-unknown': 'held-for-file',
  'ledger.type-unknown': 'held-for-update',
};
/** Says only that something else in its act waits. */
const FOLLOWS = 'ledger.part-of-refused-act';

export interface HeldDecisionProps {
  readonly of: UnsettledItem;
  /** All that is held of what was written in one act: it is decided in one. */
  readonly act: readonly UnsettledItem[];
}

/** Why something is held, and whether it counts after all: a supervisor says so here. */
export function HeldDecision({ of, act }: HeldDecisionProps) {
  const t = useWords('sync');
  const may = useMay();
  const [decision, setDecision] = useState<Decision | null>(null);
  const codes = act.map(({ refusal }) => refusal?.code ?? FOLLOWS).filter((code) => code !== FOLLOWS);
  const waits = codes.map((code) => WAITS_FOR[code]).find((words) => words !== undefined);
  if (waits !== undefined) return <p>{t(waits)}</p>;
  if (of.decided)
    return (
      <>
        <RefusalNote refusal={of.refusal} />
        <p>{t(`held-${of.decided.decision}`)}</p>
      </>
    );
  return (
    <>
      <RefusalNote refusal={of.refusal} />
      {may('held.admit') ? (
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
      ) : (
        <p>{t('held-words')}</p>
      )}
      {decision && (
        <DecideDialog
          decision={decision}
          act={act.filter(({ decided }) => decided === null)}
          onClose={() => setDecision(null)}
        />
      )}
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
