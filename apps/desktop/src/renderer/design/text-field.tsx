import { westernDigits } from '@nrm/domain/name';
import type { FormEvent } from 'react';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';
import { useWords } from '../i18n/words.ts';
import { findTextTrouble } from './text-trouble.ts';

export interface TextFieldProps
  extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid' | 'maxLength'> {
  readonly label: string;
  readonly description?: string;
  /** A sentence that helps; shown after the field was left. */
  readonly error?: string;
  /** What the schema keeps, in letters. A longer text stays as it was typed or pasted, and the field says so at once. */
  readonly maxLength?: number;
  readonly multiline?: boolean;
  readonly rows?: number;
  /** Numbers, codes, telephones and Latin names keep their own direction. */
  readonly direction?: 'ltr' | 'auto';
  readonly placeholder?: string;
}

export function TextField({
  label,
  description,
  error,
  maxLength,
  multiline,
  rows = 4,
  direction = 'auto',
  placeholder,
  ...rest
}: TextFieldProps) {
  const t = useWords('interface');
  const isNumber = rest.inputMode === 'tel' || rest.inputMode === 'numeric';
  const trouble = findTextTrouble(rest.value ?? '', maxLength);
  const said = trouble ? t(trouble.key, { ...trouble }) : error;
  return (
    <AriaTextField {...rest} isInvalid={said !== undefined} className="field">
      <Label className="field-label">{label}</Label>
      {description && (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      {multiline ? (
        <TextArea className="field-input field-area" rows={rows} dir={direction} placeholder={placeholder} />
      ) : (
        <Input
          className="field-input"
          dir={direction}
          placeholder={placeholder}
          {...(isNumber && { onInput: turnDigits })}
        />
      )}
      <FieldError className="field-error">{said}</FieldError>
    </AriaTextField>
  );
}

/**
 * Digits of the Arabic keyboard would stand in groups from right to left, beside an example from left to right. They are
 * turned where they are typed, before the form hears of them: one for one, so that the caret stays.
 */
function turnDigits({ currentTarget: input }: FormEvent<HTMLInputElement>): void {
  const turned = westernDigits(input.value);
  if (turned === input.value) return;
  const { selectionStart, selectionEnd } = input;
  input.value = turned;
  input.setSelectionRange(selectionStart, selectionEnd);
}
