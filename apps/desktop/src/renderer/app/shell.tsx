import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { useEffect } from 'react';
import { Skeleton } from '../design/layout.tsx';
import { Toasts, unsay } from '../design/toast.tsx';
import { useWords } from '../i18n/words.ts';
import { useQueryOf } from './bridge-client.ts';
import { ShellHeader } from './header.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Rail } from './rail.tsx';
import { setSearchText } from './search-text.ts';

const WELCOME = '/welcome';
const PEOPLE = '/people';
/** Shown without anybody signed in. The gallery holds nothing of anybody. */
const OPEN_TO_ALL: readonly string[] = [WELCOME, '/gallery'];

/** What stands around every page: the rooms, the header, the marks of training and demonstration. */
export function Shell() {
  const t = useWords('shell');
  const { pathname } = useLocation();
  const { data: session } = useQueryOf('session.state', {});
  const { data: sync } = useQueryOf('sync.state', {});
  const worker = session?.signedIn?.worker;
  // What one worker searched for, and what was said to them, is not for the next one.
  useEffect(() => {
    setSearchText('');
    unsay();
  }, [worker]);
  // A name somebody looked for does not stand over the other rooms.
  useEffect(() => {
    if (pathname !== PEOPLE) setSearchText('');
  }, [pathname]);
  if (!session) return <Skeleton lines={6} />;
  if (session.signedIn === null) {
    if (!OPEN_TO_ALL.includes(pathname)) return <Navigate to={WELCOME} replace />;
  }
  if (session.signedIn === null || pathname === WELCOME)
    return (
      <div className="shell-bare">
        <header className="header">
          <span className="header-place">{t('program')}</span>
          <span className="header-space" />
          <LanguageSwitch />
        </header>
        <main className="content">
          <Outlet />
        </main>
        <Toasts />
      </div>
    );
  return (
    <div className="shell">
      <Rail toSettle={sync?.toSettle ?? 0} />
      <div className="shell-main">
        <ShellHeader session={session} sync={sync} />
        <main className="content">
          {session.training && (
            <p className="training-mark">
              <FlaskConical size={18} aria-hidden />
              {t('training')}
            </p>
          )}
          <Outlet />
        </main>
      </div>
      <Toasts />
    </div>
  );
}
