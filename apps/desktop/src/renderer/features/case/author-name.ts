import type { StoryItem } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

/** Who wrote an entry. The server writes in the name of its governorate, which has a name in every language. */
export function useAuthorName(): (author: Pick<StoryItem['author'], 'name' | 'role'>) => string {
  const t = useWords('case');
  const language = useLanguage();
  const { data: session } = useQueryOf('session.state', {});
  return ({ name, role }) => {
    if (role === 'server' && session?.governorate) return nameIn(session.governorate.names, language);
    return name === '' ? t('somebody') : name;
  };
}
