import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Fault } from '../../core/faults.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from './button.tsx';
import { Ltr } from './marks.tsx';

export interface FaultScreenProps {
  readonly fault: Fault;
  /** The one next step; its words come with the fault. */
  readonly onNext?: () => void;
  readonly isBusy?: boolean;
  /** A quiet way back, where there is one. */
  readonly also?: ReactNode;
}

/** The world failed: what happened, what is safe, and one next step. The code can be read aloud over the telephone. */
export function FaultScreen({ fault, onNext, isBusy, also }: FaultScreenProps) {
  const t = useWords('faults');
  return (
    <div className="fault-screen" role="alert">
      <TriangleAlert size={32} aria-hidden />
      <h1>{t(`${fault.code}.title`, fault.params)}</h1>
      <p>{t(`${fault.code}.words`, fault.params)}</p>
      {onNext && (
        <Button kind="primary" onPress={onNext} isBusy={isBusy}>
          {t(`${fault.code}.next`)}
        </Button>
      )}
      {also}
      <p className="fault-code">
        <Ltr>{fault.code}</Ltr>
      </p>
    </div>
  );
}

/** A fault that spoils one part of the screen only: a line beside it. */
export function FaultNote({ fault }: { readonly fault: Fault | null }) {
  const t = useWords('faults');
  return (
    <div role="alert" className="refusal-holder">
      {fault && (
        <div className="refusal refusal-fault">
          <TriangleAlert size={20} aria-hidden />
          <div>
            <p className="refusal-title">{t(`${fault.code}.title`, fault.params)}</p>
            <p>{t(`${fault.code}.words`, fault.params)}</p>
          </div>
        </div>
      )}
    </div>
  );
}
