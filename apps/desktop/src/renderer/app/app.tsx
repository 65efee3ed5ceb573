import { QueryClientProvider } from '@tanstack/react-query';
import { type AnyRouter, RouterProvider } from '@tanstack/react-router';
import { Component, type ReactNode, useEffect, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Fault, isFault, isSetAside } from '../../core/faults.ts';
import { FaultScreen } from '../design/fault-screen.tsx';
import { returnToLanguage, useLanguage } from '../i18n/words.ts';
import {
  BridgeProvider,
  connectBridge,
  createQueryClient,
  useCommand,
  useFreshAnswers,
  useQueryOf,
} from './bridge-client.ts';
import { BareCurtain, CurtainProvider, useCurtainState } from './curtain.tsx';
import { DemonstrationLine } from './demonstration-line.tsx';
import { LeavingPanel } from './leaving-panel.tsx';
import { createCurtain, createScreens } from './router.tsx';

// The script in the tag, because react-aria asks the browser for the direction, and Chromium does not know Sorani.
const LOCALES = { ar: 'ar-IQ-u-nu-latn', ckb: 'ckb-Arab-IQ-u-nu-latn', en: 'en-GB' } as const;

export function App() {
  const [bridge] = useState(connectBridge);
  const [queries] = useState(createQueryClient);
  return (
    <I18nProvider locale={LOCALES[useLanguage()]}>
      <BridgeProvider value={bridge}>
        <QueryClientProvider client={queries}>
          <LastResort>
            <Windows />
          </LastResort>
        </QueryClientProvider>
      </BridgeProvider>
    </I18nProvider>
  );
}

/** The screens, and the curtain before them: behind it everything stays as it is, out of sight and out of reach. */
function Windows() {
  useFreshAnswers();
  useKeptLanguage();
  const curtain = useCurtainState();
  const [screens] = useState(createScreens);
  return (
    <CurtainProvider value={curtain}>
      <div className="window" hidden={curtain.isDrawn} inert={curtain.isDrawn}>
        <DemonstrationLine />
        <RouterProvider router={screens} />
      </div>
      {curtain.isDrawn && <Curtain />}
      <LeavingPanel />
    </CurtainProvider>
  );
}

/** The window itself forgets everything at its end; what was chosen on this laptop is asked of the core, once. */
function useKeptLanguage(): void {
  const { data: session } = useQueryOf('session.state', {});
  const kept = session?.language;
  const isAsked = useRef(false);
  useEffect(() => {
    if (session === undefined || isAsked.current) return;
    isAsked.current = true;
    if (kept) returnToLanguage(kept);
  }, [session, kept]);
}

function Curtain() {
  const [router] = useState<AnyRouter>(createCurtain);
  const { data: session } = useQueryOf('session.state', {});
  return session?.signedIn ? <RouterProvider router={router} /> : <BareCurtain />;
}

function NothingStands({ fault }: { readonly fault: Fault }) {
  const { run, busy } = useCommand('laptop.set-aside');
  const goOn = async () => {
    if (isSetAside(fault)) await run({});
    window.location.reload();
  };
  return <FaultScreen fault={fault} isBusy={busy} onNext={() => void goOn()} />;
}

/** When even the shell cannot stand: the fault, and starting again. */
class LastResort extends Component<{ readonly children: ReactNode }, { readonly fault: Fault | null }> {
  override state: { readonly fault: Fault | null } = { fault: null };
  static getDerivedStateFromError(error: unknown) {
    return { fault: isFault(error) ? error : new Fault('program.error') };
  }
  override render() {
    const { fault } = this.state;
    return fault ? <NothingStands fault={fault} /> : this.props.children;
  }
}
