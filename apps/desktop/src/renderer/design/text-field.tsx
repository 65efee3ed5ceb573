import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  readonly label: string;
  readonly description?: string;
  /** A sentence that helps; shown after the field was left. */
  readonly error?: string;
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
  multiline,
  rows = 4,
  direction = 'auto',
  placeholder,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className="field">
      <Label className="field-label">{label}</Label>
      {description && (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      {multiline ? (
        <TextArea className="field-input field-area" rows={rows} dir={direction} placeholder={placeholder} />
      ) : (
        <Input className="field-input" dir={direction} placeholder={placeholder} />
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
