import { EyeOff, Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { SessionState, SyncState } from '../../bridge/queries.ts';
import { IconButton } from '../design/button.tsx';
import { Switch } from '../design/choices.tsx';
import { Ltr } from '../design/marks.tsx';
import { useWords } from '../i18n/words.ts';
import { useCommand } from './bridge-client.ts';
import { useCurtain } from './curtain.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { useGoTo } from './navigation.ts';
import { setSearchText, useSearchText } from './search-text.ts';
import { SyncLine } from './sync-line.tsx';
import { WorkerMenu } from './worker-menu.tsx';

export function ShellHeader({
  session,
  sync,
}: {
  readonly session: SessionState;
  readonly sync: SyncState | undefined;
}) {
  const t = useWords('shell');
  const { draw } = useCurtain();
  const network = useCommand('sync.set-network');
  return (
    <header className="header">
      <PeopleSearch />
      {sync && <SyncLine state={sync} />}
      <span className="header-space" />
      {session.demonstration && sync && (
        <Switch label={t('network')} isSelected={sync.networkOn} onChange={(on) => void network.run({ on })} />
      )}
      <LanguageSwitch />
      <IconButton icon={EyeOff} label={t('curtain.draw')} onPress={draw} />
      <WorkerMenu session={session} />
    </header>
  );
}

/** Ctrl+K from anywhere. Typing opens the page of people, which shows results at once. */
function PeopleSearch() {
  const t = useWords('shell');
  const text = useSearchText();
  const goTo = useGoTo();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // By the place of the key: on an Arabic keyboard it writes another letter.
      if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyK') return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <SearchField
      className="header-search"
      aria-label={t('search')}
      value={text}
      onChange={(next) => {
        setSearchText(next);
        if (next !== '') goTo('/people');
      }}
      onSubmit={() => goTo('/people')}
    >
      <Search size={18} aria-hidden />
      <Input ref={input} className="field-input" placeholder={t('search')} dir="auto" />
      <kbd className="header-keys" aria-hidden>
        <Ltr>{t('search-keys')}</Ltr>
      </kbd>
    </SearchField>
  );
}
