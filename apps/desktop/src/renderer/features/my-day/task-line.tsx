import { daysBetween } from '@nrm/domain/calendar';
import type { LocalDate } from '@nrm/domain/shared';
import { CalendarClock, CalendarX2, ChevronRight } from 'lucide-react';
import type { TaskRow } from '../../../bridge/queries.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import { Ltr, PageLink, PersonName, StateBadge, type Tone } from '../../design/index.ts';
import { formatDay, formatNumberOfCase } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { pathOfTask, TASK_ICONS } from './task-words.ts';

/** One line of the day: what, whose, since when. The whole line opens the place where the work is done. */
export function TaskLine({ task, today }: { readonly task: TaskRow; readonly today: LocalDate }) {
  const t = useWords('my-day');
  const nameOf = useDirectoryName();
  const { dueOn } = task;
  const isLate = dueOn !== null && dueOn < today;
  const Icon = TASK_ICONS[task.kind];
  const tone: Tone = isLate ? 'late' : dueOn === null && task.urgency !== 'emergency' ? 'action' : 'due';
  return (
    <PageLink to={pathOfTask(task)} look="plain">
      <span className="task-line">
        <span className={`task-icon tone-${tone}`} aria-hidden>
          <Icon size={20} />
        </span>
        <span className="task-words">
          <span className="task-what">{t(`words:task.${task.kind}`)}</span>
          <span className="task-about">
            {task.serviceName && task.organisationName
              ? t('with', { service: nameOf(task.serviceName), organisation: nameOf(task.organisationName) })
              : task.urgency && task.urgency !== 'normal' && t(`words:urgency.${task.urgency}`)}
          </span>
        </span>
        <span className="task-person">
          <PersonName name={task.fullName} />
          <Ltr>{formatNumberOfCase(task.caseNumber)}</Ltr>
        </span>
        <span className="task-due">
          <DueBadge dueOn={dueOn} today={today} />
        </span>
        <ChevronRight className="along-line" size={18} aria-hidden />
      </span>
    </PageLink>
  );
}

function DueBadge({ dueOn, today }: { readonly dueOn: LocalDate | null; readonly today: LocalDate }) {
  const t = useWords('my-day');
  const language = useLanguage();
  if (dueOn === null) return <StateBadge icon={CalendarClock} tone="action" word={t('for-now')} />;
  const day = formatDay(dueOn, language, { year: dueOn.slice(0, 4) !== today.slice(0, 4) });
  if (dueOn < today)
    return <StateBadge icon={CalendarX2} tone="late" word={t('was-due', { count: daysBetween(dueOn, today), day })} />;
  return <StateBadge icon={CalendarClock} tone="due" word={dueOn === today ? t('due-today') : t('due-on', { day })} />;
}
