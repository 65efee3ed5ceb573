import { Check, Circle, CircleDot } from 'lucide-react';
import { Label, ProgressBar, Button as StepButton } from 'react-aria-components';
import { useWords } from '../i18n/words.ts';
import { Button } from './button.tsx';

export interface ProgressPanelProps {
  readonly title: string;
  /** What is being done now. */
  readonly words?: string;
  readonly done: number;
  /** null: nobody knows how much there is. */
  readonly total: number | null;
  readonly onCancel?: () => void;
}

/** Long work: how far, what it is doing, and a way out. */
export function ProgressPanel({ title, words, done, total, onCancel }: ProgressPanelProps) {
  const t = useWords('interface');
  return (
    <div className="progress-panel">
      <ProgressBar
        className="progress-bar"
        value={done}
        maxValue={total ?? 1}
        isIndeterminate={total === null}
        valueLabel={total === null ? undefined : t('done-of', { done, total })}
      >
        {({ percentage, valueText, isIndeterminate }) => (
          <>
            <div className="progress-head">
              <Label>{title}</Label>
              {!isIndeterminate && <span className="progress-value">{valueText}</span>}
            </div>
            <div className="progress-track">
              <div
                className="progress-fill"
                data-unknown={isIndeterminate || undefined}
                style={{ inlineSize: `${percentage ?? 30}%` }}
              />
            </div>
          </>
        )}
      </ProgressBar>
      <div className="progress-foot">
        <span>{words}</span>
        {onCancel && (
          <Button kind="quiet" size="small" onPress={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
    </div>
  );
}

export interface Step {
  readonly id: string;
  readonly label: string;
  readonly isDone: boolean;
}

/** The visible map of a form in steps. Every step can be gone to: nothing has to be done in order. */
export function StepMap({
  label,
  steps,
  at,
  onGo,
}: {
  readonly label: string;
  readonly steps: readonly Step[];
  readonly at: string;
  readonly onGo: (id: string) => void;
}) {
  const t = useWords('interface');
  return (
    <nav aria-label={label} className="step-map">
      <ol>
        {steps.map((step, index) => {
          const Icon = step.isDone ? Check : step.id === at ? CircleDot : Circle;
          return (
            <li key={step.id}>
              <StepButton
                className="step"
                aria-current={step.id === at ? 'step' : undefined}
                onPress={() => onGo(step.id)}
              >
                <Icon size={18} aria-hidden />
                <span>
                  <span className="only-spoken">{t('step-number', { number: index + 1 })}</span>
                  {step.label}
                </span>
              </StepButton>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
