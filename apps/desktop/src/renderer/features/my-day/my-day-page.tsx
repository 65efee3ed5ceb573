import './my-day.css';
import { CircleCheckBig, PhoneCall, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { QueryAnswers, TaskRow } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { Chip, EmptyState, Page, PageHeader, PageLink, Section, Skeleton, Stack } from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { DraftsToContinue } from '../new-case/drafts-to-continue.tsx';
import { DirectoryChecks } from './directory-checks.tsx';
import { TaskLine } from './task-line.tsx';

/** What today asks for: what is past its date first, then what is due, then facts of the directory to ask again. */
export function MyDayPage() {
  const t = useWords('my-day');
  const language = useLanguage();
  const [everybody, setEverybody] = useState(false);
  const { data } = useQueryOf('my-day', { everybody });
  return (
    <>
      <PageHeader
        title={t('title')}
        details={data && <span>{formatDay(data.today, language, { weekday: true })}</span>}
        actions={
          <>
            <PageLink to="/call-list" look="button-secondary" icon={PhoneCall}>
              {t('call-list')}
            </PageLink>
            <PageLink to="/new-case" look="button-primary" icon={UserPlus}>
              {t('new-case')}
            </PageLink>
          </>
        }
      />
      <Page wide>
        <Stack gap={6}>
          <div className="chips" role="group" aria-label={t('whose')}>
            <Chip isOn={!everybody} onPress={() => setEverybody(false)}>
              {t('mine')}
            </Chip>
            <Chip isOn={everybody} onPress={() => setEverybody(true)}>
              {t('everybody')}
            </Chip>
          </div>
          <DraftsToContinue />
          {data ? <Day day={data} /> : <Skeleton lines={6} />}
        </Stack>
      </Page>
    </>
  );
}

function Day({ day }: { readonly day: QueryAnswers['my-day'] }) {
  const t = useWords('my-day');
  const isLate = ({ dueOn }: TaskRow) => dueOn !== null && dueOn < day.today;
  const late = day.tasks.filter(isLate);
  const now = day.tasks.filter((task) => !isLate(task));
  return (
    <>
      {day.tasks.length === 0 && <EmptyState icon={CircleCheckBig} title={t('empty')} words={t('empty-words')} />}
      {late.length > 0 && <Tasks title={t('late')} tasks={late} today={day.today} />}
      {now.length > 0 && <Tasks title={t('now')} tasks={now} today={day.today} />}
      {day.directoryChecks.length > 0 && <DirectoryChecks checks={day.directoryChecks} />}
    </>
  );
}

/** Enough for a day; an office with more can open the rest. */
const SHOWN = 40;

function Tasks({
  title,
  tasks,
  today,
}: {
  readonly title: string;
  readonly tasks: readonly TaskRow[];
  readonly today: TaskRow['dueOn'] & string;
}) {
  const t = useWords('my-day');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? tasks : tasks.slice(0, SHOWN);
  return (
    <Section title={title} count={tasks.length}>
      <ul className="task-lines">
        {shown.map((task) => (
          <li key={[task.case, task.kind, task.referral, task.need, task.entry, task.field].join()}>
            <TaskLine task={task} today={today} />
          </li>
        ))}
      </ul>
      {shown.length < tasks.length && (
        <Chip onPress={() => setWhole(true)}>{t('show-more', { total: tasks.length })}</Chip>
      )}
    </Section>
  );
}
