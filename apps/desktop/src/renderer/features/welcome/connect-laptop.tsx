import { readConnectCode } from '@nrm/domain/connect';
import { Link2 } from 'lucide-react';
import { type FocusEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../app/bridge-client.ts';
import { Button, FaultNote, RefusalNote, Stack, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { isLeftForButton } from './leaving-field.ts';
import { isLongEnough, NewPassword } from './new-password.tsx';

export interface ConnectLaptopProps {
  readonly onConnecting: (isConnecting: boolean) => void;
  readonly onConnected: (numbers: readonly string[]) => void;
}

/** Nothing is kept here yet, and no work goes on: the usual words for these would not be true. */
const ABOUT_ADDRESS: Readonly<Record<string, string>> = {
  'server.unreachable': 'connect.nobodyAnswers',
  'server.not-trusted': 'connect.notOurServer',
};

/** Makes this laptop one of an office: the address of the server, a code that works once, a password of one's own. */
export function ConnectLaptop({ onConnecting, onConnected }: ConnectLaptopProps) {
  const t = useWords('welcome');
  const { run, busy, refusal, fault, clear } = useCommand('laptop.connect');
  const [server, setServer] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [left, setLeft] = useState<readonly string[]>([]);
  const [isAsked, setAsked] = useState(false);
  const leave = (field: string) => (event: FocusEvent) => {
    if (!isLeftForButton(event)) setLeft([...left, field]);
  };
  const wasLeft = (field: string) => isAsked || left.includes(field);

  const answer = useRef<HTMLDivElement>(null);
  // The form fills the window: what the button answers comes below its foot, and has to be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them brings words that may stand out of sight
  useEffect(() => {
    answer.current?.scrollIntoView({ block: 'nearest' });
  }, [refusal, fault]);

  const aboutAddress = fault ? ABOUT_ADDRESS[fault.code] : undefined;
  const noServer = server.trim() === '';
  const noCode = readConnectCode(code) === undefined;

  async function connect(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsked(true);
    if (noServer || noCode || !isLongEnough(password) || password !== again) return;
    onConnecting(true);
    const connected = await run({ server: server.trim(), code, password });
    if (connected) onConnected(connected.numbers);
    onConnecting(false);
  }

  return (
    <form onSubmit={(event) => void connect(event)} noValidate>
      <Stack gap={4}>
        <h1>{t('connect.title')}</h1>
        <p>{t('connect.lead')}</p>
        <TextField
          label={t('connect.address')}
          description={t('connect.addressHint')}
          direction="ltr"
          inputMode="url"
          autoComplete="off"
          maxLength={300}
          value={server}
          onChange={(typed) => {
            setServer(typed);
            clear();
          }}
          onBlur={leave('server')}
          error={noServer && wasLeft('server') ? t('connect.addressMissing') : aboutAddress && t(aboutAddress)}
        />
        <TextField
          label={t('connect.code')}
          description={t('connect.codeHint')}
          direction="ltr"
          autoComplete="off"
          maxLength={60}
          value={code}
          onChange={setCode}
          onBlur={leave('code')}
          error={noCode && wasLeft('code') ? t('connect.codeMissing') : undefined}
        />
        <NewPassword password={password} again={again} onPassword={setPassword} onAgain={setAgain} isAsked={isAsked} />
        <div className="welcome-send">
          <Button kind="primary" type="submit" icon={Link2} isBusy={busy}>
            {t('connect.button')}
          </Button>
          <p role="status" className="welcome-quiet">
            {busy ? t('connect.working') : ''}
          </p>
        </div>
        <div ref={answer}>
          <RefusalNote refusal={refusal} />
          <FaultNote fault={aboutAddress ? null : fault} />
        </div>
      </Stack>
    </form>
  );
}
