import { ChevronDown, CircleUser } from 'lucide-react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { SessionState } from '../../bridge/queries.ts';
import { ownWindow } from '../design/own-window.ts';
import { useWords } from '../i18n/words.ts';
import { useCommand } from './bridge-client.ts';
import { useGoTo } from './navigation.ts';
import { setNextWorker } from './next-worker.ts';

/** Who is signed in, and a quick change to a colleague. Unfinished forms are kept for whoever began them. */
export function WorkerMenu({ session }: { readonly session: SessionState }) {
  const t = useWords('shell');
  const { run } = useCommand('session.sign-out');
  const goTo = useGoTo();
  const { signedIn, workers } = session;
  if (!signedIn) return null;
  const others = workers.filter(({ id }) => id !== signedIn.worker);

  async function choose(key: string): Promise<void> {
    if (key === 'add-colleague') {
      goTo('/add-colleague');
      return;
    }
    setNextWorker(others.find(({ id }) => id === key)?.id ?? null);
    if ((await run({})) !== undefined) goTo('/welcome');
  }

  return (
    <MenuTrigger>
      <Button className="worker-button">
        <CircleUser size={22} aria-hidden />
        <span className="only-spoken">{t('worker.menu')}</span>
        <span className="worker-words">
          <bdi>{signedIn.name}</bdi>
          {signedIn.roles[0] && <span className="worker-role">{t(`words:role.${signedIn.roles[0]}`)}</span>}
        </span>
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" UNSTABLE_portalContainer={ownWindow()}>
        <Menu className="choices" onAction={(key) => void choose(String(key))}>
          {others.length > 0 && (
            <MenuSection>
              <Header className="menu-header">{t('worker.change-to')}</Header>
              {others.map(({ id, name }) => (
                <MenuItem key={id} id={id} className="choice" textValue={name}>
                  <bdi>{name}</bdi>
                </MenuItem>
              ))}
            </MenuSection>
          )}
          {others.length > 0 && <Separator className="menu-line" />}
          <MenuItem id="add-colleague" className="choice" textValue={t('welcome:add.title')}>
            {t('welcome:add.title')}
          </MenuItem>
          <MenuItem id="sign-out" className="choice" textValue={t('worker.sign-out')}>
            {t('worker.sign-out')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
