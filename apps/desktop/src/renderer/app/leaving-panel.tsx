import { useEffect, useState } from 'react';
import type { Leaving } from '../../bridge/answer.ts';
import { ProgressPanel } from '../design/progress.tsx';
import { useWords } from '../i18n/words.ts';
import { useBridge } from './bridge-client.ts';

/**
 * Somebody signs out or ends the program: what waits is being sent, for a moment. It stands before everything, so that
 * nothing of a person is seen meanwhile.
 */
export function LeavingPanel() {
  const t = useWords('shell');
  const bridge = useBridge();
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  useEffect(
    () =>
      bridge.subscribe((event) => {
        if (event.kind === 'leaving') setLeaving(event);
        if (event.kind === 'session') setLeaving(null);
      }),
    [bridge],
  );
  if (!leaving) return null;
  return (
    <div className="leaving" role="status">
      <ProgressPanel title={t('leaving.title')} words={t('leaving.words')} done={leaving.sent} total={leaving.total} />
    </div>
  );
}
