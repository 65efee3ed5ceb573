import { allowedActs, type Sending } from '@nrm/domain/referral';
import type { EntryId } from '@nrm/domain/shared';
import { Ban, CircleSlash, ClipboardCheck, Ellipsis, MessageCircle, PencilLine, UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../app/may.ts';
import { Button, Row } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { type EndingAct, EndSendingDialog } from './end-sending-dialog.tsx';
import { ReportAnswerDialog } from './report-answer-dialog.tsx';
import { ReportConfirmationDialog } from './report-confirmation-dialog.tsx';
import { ReportServiceDialog } from './report-service-dialog.tsx';
import type { ReportedReferral } from './reported-referral.ts';
import { TellPersonDialog } from './tell-person-dialog.tsx';

type Open = 'answer' | 'service' | 'confirmation' | 'tell' | EndingAct | null;
const ENDING_ACTS: readonly { readonly act: EndingAct; readonly icon: typeof Ban }[] = [
  { act: 'referral.withdraw', icon: Ban },
  { act: 'referral.cancel', icon: Ban },
  { act: 'referral.mark-entered-in-error', icon: CircleSlash },
];

/**
 * What can be done with a referral now. Reports of the world are offered for whatever was once sent, because a late
 * answer is still an answer; our own acts come from the table of the domain.
 */
export function ReferralActs({
  of,
  sending,
  toTell,
  next,
}: {
  readonly of: ReportedReferral;
  readonly sending: Sending;
  readonly toTell: readonly EntryId[];
  /** The report that is expected next; it stands out. */
  readonly next: 'answer' | 'service' | 'confirmation' | null;
}) {
  const t = useWords('verbs');
  const may = useMay();
  const [open, setOpen] = useState<Open>(null);
  const [isMore, setMore] = useState(false);
  const close = () => setOpen(null);
  const wasSent = sending === 'sent' || sending === 'withdrawn' || sending === 'cancelled';
  const kindOf = (report: typeof next) => (report === next ? 'secondary' : 'quiet');
  const acts = allowedActs(sending);
  const endings = ENDING_ACTS.filter(({ act }) => acts.includes(act) && may(act));

  return (
    <>
      <Row>
        {toTell.length > 0 && may('referral.tell-person') && (
          <Button size="small" icon={MessageCircle} onPress={() => setOpen('tell')}>
            {t('referral.tell-person.button')}
          </Button>
        )}
        {wasSent && may('referral.report-answer') && (
          <Button size="small" kind={kindOf('answer')} icon={PencilLine} onPress={() => setOpen('answer')}>
            {t('referral.report-answer.button')}
          </Button>
        )}
        {wasSent && may('referral.report-service') && (
          <Button size="small" kind={kindOf('service')} icon={ClipboardCheck} onPress={() => setOpen('service')}>
            {t('referral.report-service.button')}
          </Button>
        )}
        {wasSent && may('referral.report-confirmation') && (
          <Button
            size="small"
            kind={kindOf('confirmation')}
            icon={UserRoundCheck}
            onPress={() => setOpen('confirmation')}
          >
            {t('referral.report-confirmation.button')}
          </Button>
        )}
        {endings.length > 0 && (
          <Button size="small" kind="quiet" icon={Ellipsis} aria-expanded={isMore} onPress={() => setMore(!isMore)}>
            {t('referrals:other-acts')}
          </Button>
        )}
      </Row>
      {isMore && (
        <Row>
          {endings.map(({ act, icon }) => (
            <Button key={act} size="small" kind="quiet" icon={icon} onPress={() => setOpen(act)}>
              {t(`${act}.button`)}
            </Button>
          ))}
        </Row>
      )}
      {open === 'answer' && <ReportAnswerDialog of={of} onClose={close} />}
      {open === 'service' && <ReportServiceDialog of={of} onClose={close} />}
      {open === 'confirmation' && <ReportConfirmationDialog of={of} onClose={close} />}
      {open === 'tell' && <TellPersonDialog of={of} about={toTell} onClose={close} />}
      {ENDING_ACTS.map(({ act }) => open === act && <EndSendingDialog key={act} of={of} act={act} onClose={close} />)}
    </>
  );
}
