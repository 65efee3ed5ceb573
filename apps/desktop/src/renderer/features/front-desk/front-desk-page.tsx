import './front-desk.css';
import type { QueryAnswers } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { PageHeader, Skeleton } from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { EnquiriesToday } from './enquiries-today.tsx';
import { ExpectedToday } from './expected-today.tsx';
import { WelcomePerson } from './welcome-person.tsx';

export type DeskToday = QueryAnswers['front-desk'];

/** Whoever comes in: welcomed, asked whether anything is urgent or unsafe, counted, registered or referred at once. */
export function FrontDeskPage() {
  const t = useWords('front-desk');
  const language = useLanguage();
  const { data: desk } = useQueryOf('front-desk', {});
  return (
    <>
      <PageHeader
        title={t('title')}
        details={desk && <span>{formatDay(desk.today, language, { weekday: true })}</span>}
      />
      <div className="page page-wide front-desk">
        <WelcomePerson />
        <aside className="desk-today" aria-label={t('today')}>
          {desk ? (
            <>
              <EnquiriesToday desk={desk} />
              <ExpectedToday people={desk.expected} />
            </>
          ) : (
            <Skeleton lines={6} />
          )}
        </aside>
      </div>
    </>
  );
}
