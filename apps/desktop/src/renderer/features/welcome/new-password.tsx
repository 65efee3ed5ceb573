import { useState } from 'react';
import { TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { isLeftForButton } from './leaving-field.ts';

/** The same length as the core asks for (password-rule.ts); the core decides, this only says it earlier. */
const LEAST_CHARACTERS = 12;
export const isLongEnough = (password: string): boolean => [...password.normalize('NFKC')].length >= LEAST_CHARACTERS;

export interface NewPasswordProps {
  readonly password: string;
  readonly again: string;
  readonly onPassword: (password: string) => void;
  readonly onAgain: (password: string) => void;
  /** The form was sent: what is missing is said even where nobody has been yet. */
  readonly isAsked: boolean;
}

/** A password of one's own, typed twice because nobody sees it. */
export function NewPassword({ password, again, onPassword, onAgain, isAsked }: NewPasswordProps) {
  const t = useWords('welcome');
  const [left, setLeft] = useState({ password: false, again: false });
  return (
    <>
      <TextField
        label={t('connect.choosePassword')}
        description={t('connect.passwordHint')}
        type="password"
        direction="ltr"
        autoComplete="new-password"
        value={password}
        onChange={onPassword}
        onBlur={(event) => {
          if (!isLeftForButton(event)) setLeft({ ...left, password: password !== '' });
        }}
        error={(left.password || isAsked) && !isLongEnough(password) ? t('connect.tooShort') : undefined}
      />
      <TextField
        label={t('connect.again')}
        type="password"
        direction="ltr"
        autoComplete="new-password"
        value={again}
        onChange={onAgain}
        onBlur={(event) => {
          if (!isLeftForButton(event)) setLeft({ ...left, again: again !== '' });
        }}
        error={(left.again || isAsked) && again !== password ? t('connect.notTheSame') : undefined}
      />
    </>
  );
}
