import { Outlet } from '@tanstack/react-router';
import { EyeOff } from 'lucide-react';
import { createContext, useContext, useEffect, useState } from 'react';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/layout.tsx';
import { useWords } from '../i18n/words.ts';

/**
 * The privacy curtain: F9 or a button, when somebody comes near. It shows the directory, which is no secret, and hides
 * who is signed in, every name and every count.
 */
interface Curtain {
  readonly isDrawn: boolean;
  readonly draw: () => void;
  readonly open: () => void;
}
const CurtainContext = createContext<Curtain>({ isDrawn: false, draw: () => {}, open: () => {} });
export const CurtainProvider = CurtainContext.Provider;
export const useCurtain = (): Curtain => useContext(CurtainContext);

export function useCurtainState(): Curtain {
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F9') return;
      event.preventDefault();
      setDrawn((drawn) => !drawn);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return { isDrawn, draw: () => setDrawn(true), open: () => setDrawn(false) };
}

/** A dialog that is open makes everything else inert; what is marked so stays in reach and does not close it. */
const OVER_EVERYTHING = { 'data-react-aria-top-layer': 'true' };

export function CurtainShell() {
  const t = useWords('shell');
  const { open } = useCurtain();
  return (
    <div className="curtain" {...OVER_EVERYTHING}>
      <header className="header">
        <span className="header-place">{t('nav.directory')}</span>
        <span className="header-space" />
        <Button kind="quiet" onPress={open}>
          {t('curtain.open')}
        </Button>
      </header>
      <main className="content">
        <Outlet />
      </main>
    </div>
  );
}

/** Nobody is signed in: there is nothing to read a directory from. */
export function BareCurtain() {
  const t = useWords('shell');
  const { open } = useCurtain();
  return (
    <div className="curtain" {...OVER_EVERYTHING}>
      <EmptyState
        icon={EyeOff}
        title={t('curtain.title')}
        action={<Button onPress={open}>{t('curtain.open')}</Button>}
      />
    </div>
  );
}
