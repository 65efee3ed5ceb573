import type { Names } from '@nrm/domain/governorate';
import type { Language } from '@nrm/domain/language';
import { useMemo } from 'react';
import { nameIn } from '../i18n/format.ts';
import { useLanguage } from '../i18n/words.ts';
import { useQueryOf } from './bridge-client.ts';

const NONE: readonly Names[] = [];

/**
 * A referral keeps the name its sender read, in the sender's language. Whoever reads it in another reads what the directory
 * calls the same today, and the name that was sent where the directory no longer knows it.
 */
export function useDirectoryName(): (sent: string) => string {
  const language = useLanguage();
  const { data = NONE } = useQueryOf('directory.names', {});
  return useMemo(() => {
    const read = namesByText(data, language);
    return (sent) => read.get(sent) ?? sent;
  }, [data, language]);
}

const namesByText = (known: readonly Names[], language: Language): ReadonlyMap<string, string> =>
  new Map(known.flatMap((names) => Object.values(names).map((text) => [text, nameIn(names, language)])));
