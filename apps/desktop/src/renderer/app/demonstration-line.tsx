import { useQuery } from '@tanstack/react-query';
import type { Surroundings } from '../../local-host/demonstration.ts';
import { Ltr } from '../design/marks.tsx';
import { useWords } from '../i18n/words.ts';
import { StartAgain } from './start-again.tsx';

/** Told by whoever serves the screens of a demonstration; anywhere else there is nothing at this address. */
async function findSurroundings(): Promise<Surroundings | null> {
  const response = await fetch('/demonstration').catch(() => null);
  return response?.ok ? ((await response.json()) as Surroundings) : null;
}

/** One thin line: nobody here is real, the password of everybody, the other laptop, the provider's telephone, the way back. */
export function DemonstrationLine() {
  const t = useWords('shell');
  const { data } = useQuery({
    queryKey: ['demonstration'],
    queryFn: findSurroundings,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return null;
  return (
    <aside className="demonstration" aria-label={t('demonstration.label')}>
      <strong>{t('demonstration.label')}</strong>
      <span>
        {t('demonstration.password')} <Ltr>{data.password}</Ltr>
      </span>
      {data.otherLaptop !== null && (
        <a href={data.otherLaptop} target="_blank" rel="noreferrer">
          {t('demonstration.other-laptop')}
        </a>
      )}
      <a href={data.telephone} target="_blank" rel="noreferrer">
        {t('demonstration.telephone')}
      </a>
      <StartAgain />
    </aside>
  );
}
