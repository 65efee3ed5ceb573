import { FileQuestion, Search } from 'lucide-react';
import { EmptyState, PageLink } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

export function FileNotHere() {
  const t = useWords('case');
  return (
    <EmptyState
      icon={FileQuestion}
      title={t('not-here')}
      words={t('not-here-words')}
      action={
        <PageLink to="/people" look="button-secondary" icon={Search}>
          {t('not-here-search')}
        </PageLink>
      }
    />
  );
}
