import { useState } from 'react';
import { Button as BarButton } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ProgressPanel } from '../design/progress.tsx';
import { say } from '../design/toast.tsx';
import { useWords } from '../i18n/words.ts';

/** Forgets all that was done in the demonstration. Nobody is signed in afterwards, so every page is on its names again. */
export function StartAgain() {
  const t = useWords('shell');
  const [isOpen, setOpen] = useState(false);
  const [state, setState] = useState<'at-rest' | 'running' | 'failed'>('at-rest');

  async function startAgain(): Promise<void> {
    setState('running');
    const response = await fetch('/demonstration/start-again', { method: 'POST' }).catch(() => null);
    setState(response?.ok ? 'at-rest' : 'failed');
    if (!response?.ok) return;
    setOpen(false);
    say(t('demonstration.started-again'));
  }

  return (
    <>
      <BarButton className="demonstration-again" onPress={() => setOpen(true)}>
        {t('demonstration.start-again')}
      </BarButton>
      <Dialog
        isOpen={isOpen}
        isAlert
        onClose={() => setOpen(false)}
        title={t(`demonstration.start-again.${state === 'running' ? 'running' : 'title'}`)}
        actions={
          state !== 'running' && (
            <Button kind="danger" onPress={() => void startAgain()}>
              {t('demonstration.start-again.confirm')}
            </Button>
          )
        }
      >
        {state === 'running' ? (
          <ProgressPanel title={t('demonstration.start-again.comes-back')} done={0} total={null} />
        ) : (
          <p>{t('demonstration.start-again.what')}</p>
        )}
        <p role="alert">{state === 'failed' ? t('demonstration.start-again.failed') : ''}</p>
      </Dialog>
    </>
  );
}
