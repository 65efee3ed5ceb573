import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { MapPinOff } from 'lucide-react';
import { Fault, isFault } from '../../core/faults.ts';
import { FaultScreen } from '../design/fault-screen.tsx';
import { EmptyState } from '../design/layout.tsx';
import { PageLink } from '../design/link.tsx';
import { useWords } from '../i18n/words.ts';

/** Whatever a page throws ends here: a fault has its own screen, anything else is our own mistake and says so. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const fault = isFault(error) ? error : new Fault('program.error');
  return (
    <FaultScreen
      fault={fault}
      onNext={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

export function NotFound() {
  const t = useWords('shell');
  return (
    <EmptyState
      icon={MapPinOff}
      title={t('not-found.title')}
      words={t('not-found.words')}
      action={
        <PageLink to="/" look="button-secondary">
          {t('nav.my-day')}
        </PageLink>
      }
    />
  );
}
