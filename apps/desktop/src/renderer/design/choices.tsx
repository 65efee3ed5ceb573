import { Check, type LucideIcon, Minus } from 'lucide-react';
import { Switch as AriaSwitch, Checkbox, FieldError, Label, Radio, RadioGroup, Text } from 'react-aria-components';
import type { Choice } from './pickers.tsx';

export interface RadioCardsProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly (Choice<Value> & { readonly icon?: LucideIcon; readonly isDisabled?: boolean })[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly description?: string;
  readonly error?: string;
  /** Cards side by side: 1 to 4. */
  readonly columns?: 1 | 2 | 3 | 4;
}

/** All choices in sight, big enough to hit while listening. */
export function RadioCards<Value extends string>({
  label,
  choices,
  value,
  onChange,
  description,
  error,
  columns = 2,
}: RadioCardsProps<Value>) {
  return (
    <RadioGroup
      className="field"
      value={value}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen);
        if (choice) onChange(choice.value);
      }}
      isInvalid={error !== undefined}
    >
      <Label className="field-label">{label}</Label>
      {description && (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <div className="radio-cards" data-columns={columns}>
        {choices.map(({ value: each, label: words, description: more, icon: Icon, isDisabled }) => (
          <Radio key={each} value={each} className="radio-card" isDisabled={isDisabled}>
            <span className="radio-dot" aria-hidden />
            {Icon && <Icon size={20} aria-hidden />}
            <span className="choice-words">
              <span>{words}</span>
              {more && <span className="choice-description">{more}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <FieldError className="field-error">{error}</FieldError>
    </RadioGroup>
  );
}

export interface TickProps {
  readonly label: string;
  readonly description?: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}

export function CheckboxField({
  label,
  description,
  isIndeterminate,
  ...rest
}: TickProps & { readonly isIndeterminate?: boolean }) {
  return (
    <Checkbox {...rest} isIndeterminate={isIndeterminate} className="tick">
      {({ isSelected, isIndeterminate: isHalf }) => (
        <>
          <span className="tick-box" aria-hidden>
            {isHalf ? <Minus size={16} /> : isSelected && <Check size={16} />}
          </span>
          <span className="choice-words">
            <span>{label}</span>
            {description && <span className="choice-description">{description}</span>}
          </span>
        </>
      )}
    </Checkbox>
  );
}

/** Takes effect at once; for something that is saved with a form, take a CheckboxField. */
export function Switch({ label, description, ...rest }: TickProps) {
  return (
    <AriaSwitch {...rest} className="switch">
      <span className="switch-track" aria-hidden>
        <span className="switch-knob" />
      </span>
      <span className="choice-words">
        <span>{label}</span>
        {description && <span className="choice-description">{description}</span>}
      </span>
    </AriaSwitch>
  );
}
