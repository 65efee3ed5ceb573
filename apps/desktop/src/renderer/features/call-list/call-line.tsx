import type { LocalDate } from '@nrm/domain/shared';
import { Clock, Flag, PhoneCall, ShieldQuestion } from 'lucide-react';
import type { CallRow } from '../../../bridge/queries.ts';
import { Ltr, PersonName, StateBadge } from '../../design/index.ts';
import { formatNumberOfCase, formatTelephone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/words.ts';

const SAFETY = {
  yes: { icon: PhoneCall, tone: 'good' },
  'not-asked': { icon: ShieldQuestion, tone: 'due' },
} as const;

/** Calling is safe only where the person said so; then, and where nobody asked, the number is shown. */
export function SafetyBadge({ call }: { readonly call: CallRow }) {
  const t = useWords('call-list');
  return <StateBadge {...SAFETY[call.safeToCall]} word={t(`safe.${call.safeToCall}`)} />;
}

export function CallLine({ call, today }: { readonly call: CallRow; readonly today: LocalDate }) {
  const t = useWords('call-list');
  const triedToday = call.attempts.filter(({ on }) => on === today).length;
  return (
    <span className="call-line">
      <span className="call-who">
        <PersonName name={call.fullName} />
        <span className="call-about">
          <Ltr>{formatNumberOfCase(call.caseNumber)}</Ltr>
          {call.phone && <Ltr>{formatTelephone(call.phone)}</Ltr>}
        </span>
      </span>
      <span className="call-why">
        <span>{[...new Set(call.why)].map((kind) => t(`words:task.${kind}`)).join(' · ')}</span>
        {call.hours !== '' && (
          <span className="call-about">
            <Clock size={14} aria-hidden />
            <bdi>{call.hours}</bdi>
          </span>
        )}
      </span>
      <span className="call-marks">
        {triedToday > 0 && <span className="call-about">{t('tried-today', { count: triedToday })}</span>}
        {call.priority && (call.priority === 'urgent' || call.priority === 'high') && (
          <StateBadge
            icon={Flag}
            tone={call.priority === 'urgent' ? 'late' : 'due'}
            word={t('people:priority-is', { priority: t(`words:priority.${call.priority}`) })}
          />
        )}
        <SafetyBadge call={call} />
      </span>
    </span>
  );
}
