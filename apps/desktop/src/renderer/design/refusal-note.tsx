import type { Refusal } from '@nrm/domain/shared';
import { Info } from 'lucide-react';
import { useWords } from '../i18n/words.ts';

/** Stands beside the button that was pressed: why not, and what is allowed instead. Nothing where there is no refusal. */
export function RefusalNote({ refusal }: { readonly refusal: Refusal | null }) {
  const t = useWords('refusals');
  // Present before it has words, so that a screen reader hears them come.
  return (
    <div role="alert" className="refusal-holder">
      {refusal && (
        <div className="refusal">
          <Info size={20} aria-hidden />
          <div>
            <p>{t(refusal.code, refusal.params ?? {})}</p>
            {refusal.allowed && refusal.allowed.length > 0 && (
              <>
                <p className="refusal-instead">{t('interface:possible-now')}</p>
                <ul className="refusal-allowed">
                  {refusal.allowed.map((verb) => (
                    <li key={verb}>{t(`verbs:${verb}.button`)}</li>
                  ))}
                </ul>
              </>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
