import { useQuery } from '@tanstack/react-query';
import type { Surroundings } from '../../local-host/demonstration.ts';
import { Ltr } from '../design/marks.tsx';
import { useWords } from '../i18n/words.ts';
import { FirstSteps, FirstStepsButton, useFirstSteps } from './first-steps.tsx';
import { StartAgain } from './start-again.tsx';

/** Told by whoever serves the screens of a demonstration; anywhere else there is nothing at this address. */
async function findSurroundings(): Promise<Surroundings | null> {
  const response = await fetch('/demonstration').catch(() => null);
  return response?.ok ? ((await response.json()) as Surroundings) : null;
}

/**
 * One thin line: nobody here is real, the password of everybody, the other laptop, the provider's telephone, the way back;
 * on the first laptop the steps of the first five minutes under it.
 */
export function DemonstrationLine() {
  const t = useWords('shell');
  const { data } = useQuery({
    queryKey: ['demonstration'],
    queryFn: findSurroundings,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const place = useFirstSteps();
  if (!data) return null;
  return (
    <>
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
        {data.guide && <FirstStepsButton place={place} />}
        <StartAgain />
      </aside>
      {data.guide && <FirstSteps guide={data.guide} place={place} />}
    </>
  );
}
