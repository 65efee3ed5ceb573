import type { RefusalCode } from '@nrm/domain/shared';
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

/**
 * Why something is held, and what may be decided about it: no decision brings a file that is on its way, or a newer
 * program. The sentences of refusals speak to whoever acts; here somebody else reads.
 */
const DECIDED_BY: Partial<Record<RefusalCode, readonly Decision[]>> = {
  'ledger.subject-unknown': ['held.turn-away'],
  'ledger.type-unknown': [],
  'access.role-ended': DECISIONS,
  'access.author-unknown': DECISIONS,
  'device.unknown': DECISIONS,
  'ledger.basis-ahead': DECISIONS,
};

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
  // What only follows the rest of its act says nothing of its own.
  const why = act.map(({ refusal }) => refusal?.code).find((code) => code !== undefined && code in DECIDED_BY);
  const reason = why ? <p>{t(`held-since.${why}`)}</p> : <RefusalNote refusal={of.refusal} />;
  const decisions = (why && DECIDED_BY[why]) ?? DECISIONS;
  if (decisions.length === 0) return reason;
  if (of.decided)
    return (
      <>
        {reason}
        <p>{t(`held-${of.decided.decision}`)}</p>
      </>
    );
  return (
    <>
      {reason}
      {may('held.admit') ? (
        <Row>
          {decisions.map((each) => (
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
