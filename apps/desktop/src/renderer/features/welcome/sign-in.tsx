import type { WorkerId } from '@nrm/domain/shared';
import { CircleUser, LogIn } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button as CardButton } from 'react-aria-components';
import type { SessionState } from '../../../bridge/queries.ts';
import { type Fault, isSetAside } from '../../../core/faults.ts';
import { useCommand } from '../../app/bridge-client.ts';
import { takeNextWorker } from '../../app/next-worker.ts';
import {
  Button,
  Card,
  EmptyState,
  FaultNote,
  FaultScreen,
  RefusalNote,
  Row,
  Stack,
  TextField,
} from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

type Worker = SessionState['workers'][number];

/** "Who are you today?": a card for everybody who works on this laptop, then their own password. */
export function SignIn({ workers }: { readonly workers: readonly Worker[] }) {
  const t = useWords('welcome');
  // Whoever takes over is remembered until here: the page around is already shown while the one before is signed out.
  const [chosen, setChosen] = useState<WorkerId | null>(
    () => takeNextWorker() ?? (workers.length === 1 ? (workers[0]?.id ?? null) : null),
  );
  const worker = workers.find(({ id }) => id === chosen);
  if (workers.length === 0) return <EmptyState icon={CircleUser} title={t('nobody')} words={t('forgotten')} />;
  if (worker)
    return (
      <PasswordOf key={worker.id} worker={worker} onOther={workers.length > 1 ? () => setChosen(null) : undefined} />
    );
  return (
    <Stack gap={4}>
      <h1>{t('who')}</h1>
      <p className="welcome-quiet">{t('whoHint')}</p>
      <ul className="worker-cards">
        {workers.map(({ id, name, roles }) => (
          <li key={id}>
            <CardButton className="worker-card" onPress={() => setChosen(id)}>
              <CircleUser size={32} aria-hidden />
              <span className="worker-card-words">
                <bdi>{name}</bdi>
                {roles.length > 0 && <Roles roles={roles} />}
              </span>
            </CardButton>
          </li>
        ))}
      </ul>
      <p className="welcome-quiet">{t('offlineNote')}</p>
    </Stack>
  );
}

function Roles({ roles }: Pick<Worker, 'roles'>) {
  const t = useWords('words');
  return <span className="worker-card-roles">{roles.map((role) => t(`role.${role}`)).join(' · ')}</span>;
}

function PasswordOf({ worker, onOther }: { readonly worker: Worker; readonly onOther: (() => void) | undefined }) {
  const t = useWords('welcome');
  const { run, busy, refusal, fault, clear } = useCommand('session.sign-in');
  const [password, setPassword] = useState('');
  const tried = useRef('');
  const connectAgain = useCommand('laptop.set-aside');
  const secondsLeft = useSecondsLeft(fault);

  // Signed in, the page of welcome leads to "My day" by itself.
  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (password === '' || secondsLeft > 0) return;
    tried.current = password;
    const answer = await run({ worker: worker.id, password });
    if (!answer) setPassword('');
  }

  const said = wordsOf(fault);
  if (fault && said === undefined && !fault.code.startsWith('session.')) {
    const again = {
      worker: worker.id,
      password: tried.current,
      continueFromOlder: fault.code === 'replica.rolled-back',
    };
    return (
      <FaultScreen
        fault={fault}
        isBusy={busy || connectAgain.busy}
        onNext={() => void (isSetAside(fault) ? connectAgain.run({}) : run(again))}
        also={
          <Button
            kind="quiet"
            onPress={() => {
              tried.current = '';
              clear();
            }}
          >
            {t('back')}
          </Button>
        }
      />
    );
  }
  return (
    <form onSubmit={(event) => void signIn(event)} noValidate>
      <Stack gap={4}>
        <h1>{t('who')}</h1>
        <Card>
          <Row>
            <CircleUser size={32} aria-hidden />
            <span className="worker-card-words">
              <bdi className="welcome-name">{worker.name}</bdi>
              {worker.roles.length > 0 && <Roles roles={worker.roles} />}
            </span>
          </Row>
        </Card>
        <TextField
          label={t('password')}
          type="password"
          direction="ltr"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={(typed) => {
            setPassword(typed);
            if (fault && secondsLeft === 0) clear();
          }}
          error={said === 'wrongPassword' || said === 'lockedOut' ? t(said) : undefined}
        />
        <p role="alert" className="welcome-wait">
          {secondsLeft > 60
            ? t('mustWaitMinutes', { count: Math.ceil(secondsLeft / 60) })
            : secondsLeft > 0
              ? t('mustWait', { count: secondsLeft })
              : ''}
        </p>
        <Row>
          <Button kind="primary" type="submit" icon={LogIn} alongLine isBusy={busy} isDisabled={secondsLeft > 0}>
            {t('signIn')}
          </Button>
          {onOther && (
            <Button kind="quiet" onPress={onOther}>
              {t('otherName')}
            </Button>
          )}
        </Row>
        <RefusalNote refusal={refusal} />
        <FaultNote fault={said === undefined ? fault : null} />
        <p className="welcome-quiet">{t('forgotten')}</p>
      </Stack>
    </form>
  );
}

/** Faults of a password are said beside it; any other one in its own words. */
function wordsOf(fault: Fault | null): 'wrongPassword' | 'lockedOut' | 'wait' | undefined {
  if (fault?.code === 'session.wrong-password') return 'wrongPassword';
  if (fault?.code === 'session.locked-out') return 'lockedOut';
  return fault?.code === 'session.must-wait' ? 'wait' : undefined;
}

/** How long the worker still waits, counted down; 0 when they may try. */
function useSecondsLeft(fault: Fault | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const waitMs = fault?.code === 'session.must-wait' ? Number(fault.params.waitMs ?? 0) : 0;
    const until = Date.now() + waitMs;
    const show = () => setSeconds(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    show();
    if (waitMs === 0) return undefined;
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [fault]);
  return seconds;
}
