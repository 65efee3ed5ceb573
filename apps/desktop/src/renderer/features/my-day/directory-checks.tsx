import { BookUser, ChevronRight, CircleHelp, Clock } from 'lucide-react';
import type { QueryAnswers } from '../../../bridge/queries.ts';
import { PageLink, Section, StateBadge } from '../../design/index.ts';
import { nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

/** Facts of services that have become old: to be asked again in the weekly call. */
export function DirectoryChecks({ checks }: { readonly checks: QueryAnswers['my-day']['directoryChecks'] }) {
  const t = useWords('my-day');
  const language = useLanguage();
  return (
    <Section title={t('checks')} count={checks.length}>
      <ul className="task-lines">
        {checks.map(({ organisation, service, serviceNames, organisationNames, verifiedDaysAgo }) => (
          <li key={service}>
            <PageLink to={`/directory/${organisation}`} look="plain">
              <span className="task-line">
                <span className="task-icon tone-note" aria-hidden>
                  <BookUser size={20} />
                </span>
                <span className="task-words">
                  <span className="task-what">{nameIn(serviceNames, language)}</span>
                  <span className="task-about">{nameIn(organisationNames, language)}</span>
                </span>
                {verifiedDaysAgo === null ? (
                  <StateBadge icon={CircleHelp} word={t('never-checked')} />
                ) : (
                  <StateBadge icon={Clock} tone="due" word={t('checked', { count: verifiedDaysAgo })} />
                )}
                <ChevronRight className="along-line" size={18} aria-hidden />
              </span>
            </PageLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}
