import './welcome.css';
import type { WorkerId } from '@nrm/domain/shared';
import { UserPlus, Users } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useCommand, useQueryOf } from '../../app/bridge-client.ts';
import { useGoBack } from '../../app/navigation.ts';
import {
  Button,
  EmptyState,
  FaultNote,
  Page,
  PageHeader,
  RefusalNote,
  Select,
  Skeleton,
  Stack,
  say,
} from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { isLongEnough, NewPassword } from './new-password.tsx';

/** Somebody signed in lets a colleague of the office work on this laptop; the colleague chooses the password. */
export function AddColleaguePage() {
  const t = useWords('welcome');
  const goBack = useGoBack();
  const { data: session } = useQueryOf('session.state', {});
  const { run, busy, refusal, fault } = useCommand('session.add-worker');
  const [who, setWho] = useState<WorkerId | null>(null);
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [isAsked, setAsked] = useState(false);
  if (!session) return <Skeleton />;
  const colleague = session.colleagues.find(({ id }) => id === who);

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsked(true);
    if (!colleague || !isLongEnough(password) || password !== again) return;
    if ((await run({ worker: colleague.id, password })) === undefined) return;
    say(t('add.done', { name: colleague.name }));
    goBack();
  }

  return (
    <>
      <PageHeader title={t('add.title')} onBack={goBack} />
      <Page>
        {session.colleagues.length === 0 ? (
          <EmptyState icon={Users} title={t('add.nobody')} />
        ) : (
          <form onSubmit={(event) => void add(event)} noValidate className="welcome-form">
            <Stack gap={4}>
              <p>{t('add.lead')}</p>
              <Select
                label={t('add.who')}
                choices={session.colleagues.map(({ id, name }) => ({ value: id, label: name }))}
                value={who}
                onChange={setWho}
                error={isAsked && !colleague ? t('add.whoMissing') : undefined}
              />
              <NewPassword
                password={password}
                again={again}
                onPassword={setPassword}
                onAgain={setAgain}
                isAsked={isAsked}
              />
              <div>
                <Button kind="primary" type="submit" icon={UserPlus} isBusy={busy}>
                  {t('add.button')}
                </Button>
              </div>
              <RefusalNote refusal={refusal} />
              <FaultNote fault={fault} />
            </Stack>
          </form>
        )}
      </Page>
    </>
  );
}
