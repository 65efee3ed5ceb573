import { dayInBaghdad, instantFromMs } from '@nrm/domain/shared';
import { CloudCheck, CloudOff, CloudUpload, TriangleAlert } from 'lucide-react';
import type { SyncState } from '../../bridge/queries.ts';
import { PageLink } from '../design/link.tsx';
import { formatMoment } from '../i18n/format.ts';
import { useLanguage, useWords } from '../i18n/words.ts';

/** One line that says what the server has and what waits here. Never a spinner, never in the way. */
export function SyncLine({ state }: { readonly state: SyncState }) {
  const t = useWords('shell');
  const language = useLanguage();
  const { waiting, serverHasUpTo, connected, networkOn, isMetered, fault } = state;
  const today = dayInBaghdad(instantFromMs(Date.now()));
  const time = serverHasUpTo === null ? null : formatMoment(serverHasUpTo, language, today);
  // A server that is out of reach is an ordinary day; only what somebody must do something about is a warning.
  const isTrouble = fault !== null && fault.code !== 'server.unreachable';
  const Icon = isTrouble ? TriangleAlert : !networkOn || !connected ? CloudOff : waiting > 0 ? CloudUpload : CloudCheck;

  function words(): string {
    if (isTrouble) return t(`faults:${fault.code}.title`, fault.params);
    if (waiting > 0)
      return time === null ? t('sync.waiting-first', { count: waiting }) : t('sync.waiting', { count: waiting, time });
    return time === null ? t('sync.nothing-yet') : t('sync.all-sent', { time });
  }
  return (
    <span className={isTrouble ? 'sync-line sync-line-trouble' : 'sync-line'} role="status">
      <PageLink to="/sync" look="plain">
        <Icon size={18} aria-hidden />
        {!networkOn && <span className="sync-offline">{t('sync.network-off')}</span>}
        {networkOn && isMetered && <span className="sync-metered">{t('sync.metered')}</span>}
        <span className="sync-words">{words()}</span>
      </PageLink>
    </span>
  );
}
