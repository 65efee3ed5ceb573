import { looseKey } from '@nrm/domain/name';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  ComboBox as AriaComboBox,
  Select as AriaSelect,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { useWords } from '../i18n/words.ts';
import { ownWindow } from './own-window.ts';

/** One thing to choose. `also` are other spellings it is found by; they are never shown. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
  readonly also?: readonly string[];
}

interface PickerProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
  readonly description?: string;
  readonly error?: string;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
}

/** A few choices that everybody knows. From eight on, take a ComboBox. */
export function Select<Value extends string>({
  label,
  choices,
  value,
  onChange,
  description,
  error,
  placeholder,
  isDisabled,
}: PickerProps<Value>) {
  const t = useWords('interface');
  return (
    <AriaSelect
      className="field"
      selectedKey={value}
      onSelectionChange={(key) => onChange(choices.find((choice) => choice.value === key)?.value ?? null)}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      placeholder={placeholder ?? t('choose')}
    >
      <Label className="field-label">{label}</Label>
      {description && <FieldDescription>{description}</FieldDescription>}
      <Button className="field-input field-picker">
        <SelectValue />
        <ChevronDown size={18} aria-hidden />
      </Button>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover" placement="bottom start" UNSTABLE_portalContainer={ownWindow()}>
        <ListBox items={choices} className="choices">
          {(choice) => <ChoiceLine choice={choice} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export interface ComboBoxProps<Value extends string> extends PickerProps<Value> {
  /** Does the text find this choice? By default any spelling of the label or of `also` does, in all three scripts. */
  readonly filter?: (choice: Choice<Value>, text: string) => boolean;
}

export function ComboBox<Value extends string>({
  label,
  choices,
  value,
  onChange,
  description,
  error,
  placeholder,
  isDisabled,
  filter,
}: ComboBoxProps<Value>) {
  const t = useWords('interface');
  const found = filter ?? anySpelling;
  const ofLabel = (text: string) => choices.find((choice) => choice.label === text);
  return (
    <AriaComboBox
      className="field"
      defaultItems={choices}
      selectedKey={value}
      onSelectionChange={(key) => onChange(choices.find((choice) => choice.value === key)?.value ?? null)}
      defaultFilter={(text, input) => {
        const choice = ofLabel(text);
        return choice !== undefined && found(choice, input);
      }}
      menuTrigger="focus"
      allowsEmptyCollection
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
    >
      <Label className="field-label">{label}</Label>
      {description && <FieldDescription>{description}</FieldDescription>}
      <div className="field-combo">
        <Input className="field-input" placeholder={placeholder ?? t('type-or-choose')} />
        <Button className="field-combo-button">
          <ChevronDown size={18} aria-hidden />
        </Button>
      </div>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover" placement="bottom start" UNSTABLE_portalContainer={ownWindow()}>
        <ListBox className="choices" renderEmptyState={() => <p className="choices-none">{t('nothing-found')}</p>}>
          {(choice: Choice<Value>) => <ChoiceLine choice={choice} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

function ChoiceLine<Value extends string>({ choice }: { readonly choice: Choice<Value> }) {
  return (
    <ListBoxItem id={choice.value} textValue={choice.label} className="choice">
      {({ isSelected }) => (
        <>
          <span className="choice-words">
            <Text slot="label">{choice.label}</Text>
            {choice.description && (
              <Text slot="description" className="choice-description">
                {choice.description}
              </Text>
            )}
          </span>
          {isSelected && <Check size={18} aria-hidden />}
        </>
      )}
    </ListBoxItem>
  );
}

const FieldDescription = ({ children }: { readonly children: ReactNode }) => (
  <Text slot="description" className="field-description">
    {children}
  </Text>
);

function anySpelling<Value extends string>(choice: Choice<Value>, text: string): boolean {
  const wanted = looseKey(text);
  return (
    wanted === '' || [choice.label, ...(choice.also ?? [])].some((spelling) => looseKey(spelling).includes(wanted))
  );
}
