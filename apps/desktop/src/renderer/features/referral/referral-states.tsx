import type { Answer, Confirmation, Sending, ServiceStatus } from '@nrm/domain/referral';
import type { LocalDate } from '@nrm/domain/shared';
import {
  Ban,
  CalendarClock,
  CalendarX2,
  CircleCheck,
  CircleSlash,
  CircleX,
  Hourglass,
  type LucideIcon,
  MailCheck,
  MessageCircleQuestion,
  Pause,
  PencilLine,
  PlayCircle,
  Send,
  UserRoundCheck,
  UserRoundX,
} from 'lucide-react';
import { Row, StateBadge, type Tone } from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import './referral.css';

interface Look {
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

export const SENDING_LOOKS: Readonly<Record<Sending, Look>> = {
  draft: { tone: 'neutral', icon: PencilLine },
  consented: { tone: 'action', icon: UserRoundCheck },
  sent: { tone: 'action', icon: Send },
  withdrawn: { tone: 'neutral', icon: Ban },
  cancelled: { tone: 'neutral', icon: Ban },
  'entered-in-error': { tone: 'neutral', icon: CircleSlash },
};

export const ANSWER_LOOKS: Readonly<Record<Answer, Look>> = {
  delivered: { tone: 'action', icon: MailCheck },
  accepted: { tone: 'good', icon: CircleCheck },
  waitlisted: { tone: 'due', icon: Hourglass },
  declined: { tone: 'late', icon: CircleX },
  'no-response': { tone: 'late', icon: CalendarX2 },
};

export const SERVICE_LOOKS: Readonly<Record<ServiceStatus, Look>> = {
  scheduled: { tone: 'action', icon: CalendarClock },
  attended: { tone: 'good', icon: UserRoundCheck },
  'not-attended': { tone: 'late', icon: UserRoundX },
  'in-service': { tone: 'action', icon: PlayCircle },
  'on-hold': { tone: 'due', icon: Pause },
  completed: { tone: 'good', icon: CircleCheck },
  'partially-completed': { tone: 'due', icon: CircleCheck },
  failed: { tone: 'late', icon: CircleX },
};

export const CONFIRMATION_LOOKS: Readonly<Record<Confirmation, Look>> = {
  confirmed: { tone: 'good', icon: UserRoundCheck },
  disputed: { tone: 'late', icon: UserRoundX },
  'not-reached': { tone: 'due', icon: UserRoundX },
};

export interface FourStates {
  readonly sending: Sending;
  readonly answer: Answer | null;
  readonly service: ServiceStatus | null;
  readonly confirmation: Confirmation | null;
  readonly dueOn: LocalDate | null;
  /** Nothing has come back yet, and something is expected. */
  readonly waits: boolean;
}

/** What we did, what the provider said, what happened, what the person says: each with icon, word and colour. */
export function ReferralStates({ states, today }: { readonly states: FourStates; readonly today: LocalDate }) {
  const t = useWords('words');
  const { sending, answer, service, confirmation } = states;
  return (
    <Row>
      <StateBadge {...SENDING_LOOKS[sending]} word={t(`sending.${sending}`)} />
      {answer !== null && <StateBadge {...ANSWER_LOOKS[answer]} word={t(`answer.${answer}`)} />}
      {service !== null && <StateBadge {...SERVICE_LOOKS[service]} word={t(`service-state.${service}`)} />}
      {confirmation !== null && (
        <StateBadge {...CONFIRMATION_LOOKS[confirmation]} word={t(`confirmation.${confirmation}`)} />
      )}
      <DueMark states={states} today={today} />
    </Row>
  );
}

function DueMark({ states, today }: { readonly states: FourStates; readonly today: LocalDate }) {
  const t = useWords('referrals');
  const language = useLanguage();
  const { waits, dueOn } = states;
  if (!waits) return null;
  if (dueOn === null) return <StateBadge tone="due" icon={MessageCircleQuestion} word={t('words:answer.waiting')} />;
  const day = formatDay(dueOn, language, { year: dueOn.slice(0, 4) !== today.slice(0, 4) });
  return dueOn < today ? (
    <StateBadge tone="late" icon={CalendarX2} word={t('was-due', { day })} />
  ) : (
    <StateBadge tone="due" icon={Hourglass} word={t('answer-due', { day })} />
  );
}
