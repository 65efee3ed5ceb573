import './welcome.css';
import { useEffect, useState } from 'react';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useGoTo } from '../../app/navigation.ts';
import { Skeleton } from '../../design/index.ts';
import { nameIn } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/words.ts';
import { CompareNumbers } from './compare-numbers.tsx';
import { ConnectLaptop } from './connect-laptop.tsx';
import { SignIn } from './sign-in.tsx';

/** The way in: connect this laptop once, then "Who are you today?". The language can be chosen before anything else. */
export function WelcomePage() {
  const { data: session } = useQueryOf('session.state', {});
  const language = useLanguage();
  const goTo = useGoTo();
  // The session changes while the answer of connecting is still on its way: the form stays until the numbers are here.
  const [isConnecting, setConnecting] = useState(false);
  const [numbers, setNumbers] = useState<readonly string[] | null>(null);
  const mayEnter = session !== undefined && session.signedIn !== null && !isConnecting && numbers === null;
  useEffect(() => {
    if (mayEnter) goTo('/', { replace: true });
  });

  if (!session || mayEnter) return <Skeleton lines={4} />;
  const { authority, office, governorate } = session;
  return (
    <div className="welcome">
      {(authority || governorate) && (
        <p className="welcome-place">
          {authority && <span>{nameIn(authority.names, language)}</span>}
          {governorate && <span>{nameIn(governorate.names, language)}</span>}
          {office && <span>{nameIn(office.names, language)}</span>}
        </p>
      )}
      {numbers !== null ? (
        <CompareNumbers numbers={numbers} onSame={() => setNumbers(null)} />
      ) : session.connected && !isConnecting ? (
        <SignIn workers={session.workers} />
      ) : (
        <ConnectLaptop onConnecting={setConnecting} onConnected={setNumbers} />
      )}
    </div>
  );
}
