import './first-steps.css';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Button as BarButton } from 'react-aria-components';
import type { Guide } from '../../local-host/demonstration.ts';
import { Button, IconButton } from '../design/button.tsx';
import { useWords } from '../i18n/words.ts';

/** What the first five minutes lead through, and when each begins, in minutes and seconds. */
const STEPS = [
  ['language', '0:00'],
  ['who', '0:20'],
  ['my-day', '0:40'],
  ['refer-again', '1:00'],
  ['cable-out', '2:15'],
  ['other-laptop', '2:45'],
  ['cable-in', '3:15'],
  ['close-loop', '3:45'],
  ['audit', '4:30'],
  ['your-own', '5:00'],
] as const;

const KEPT_AT = 'nrm.first-steps';
const PUT_AWAY = 'put-away';

/** Where whoever looks at the demonstration is in its steps; null when the card was put away. Outlives a reload. */
export function useFirstSteps() {
  const [step, setStep] = useState(() => {
    const kept = localStorage.getItem(KEPT_AT);
    if (kept === PUT_AWAY) return null;
    const number = Number(kept ?? 0);
    return number in STEPS ? number : 0;
  });
  return {
    step,
    goTo(next: number | null) {
      localStorage.setItem(KEPT_AT, next === null ? PUT_AWAY : String(next));
      setStep(next);
    },
  };
}

export type FirstStepsPlace = ReturnType<typeof useFirstSteps>;

/** Brings a card that was put away back, at its beginning. */
export function FirstStepsButton({ place }: { readonly place: FirstStepsPlace }) {
  const t = useWords('first-steps');
  if (place.step !== null) return null;
  return (
    <BarButton className="demonstration-again" onPress={() => place.goTo(0)}>
      {t('title')}
    </BarButton>
  );
}

/** One step at a time, above the screens and never over them: what to press is named as it is named there. */
export function FirstSteps({ guide, place }: { readonly guide: Guide; readonly place: FirstStepsPlace }) {
  const t = useWords('first-steps');
  const { step, goTo } = place;
  const [name, at] = STEPS[step ?? 0] ?? STEPS[0];
  if (step === null) return null;
  const said = {
    ...guide,
    writeAnswer: t('verbs:referral.report-answer.button'),
    noAnswer: t('words:answer.no-response'),
    referAgain: t('case:refer-again'),
    noFunds: t('matching:is-open.no.funding-ended'),
    network: t('shell:network'),
    send: t('verbs:referral.send.button'),
    otherLaptop: t('shell:demonstration.other-laptop'),
    cancel: t('verbs:referral.cancel.button'),
    more: t('referrals:other-acts'),
    room: t('shell:nav.sync'),
    lost: t('sync:unsettled'),
    telephone: t('shell:demonstration.telephone'),
    writeWord: t('verbs:referral.report-confirmation.button'),
    confirmed: t('words:confirmation.confirmed'),
    auditRoom: t('shell:nav.audit'),
    prepare: t('audit:prepare'),
    release: t('verbs:audit-export.release.button'),
    write: t('audit:write'),
    command: `npm run laptop -- audit verify FOLDER --identity ${guide.auditorKey}`,
    startAgain: t('shell:demonstration.start-again'),
  };
  return (
    <section className="first-steps" aria-label={t('title')}>
      <span className="first-steps-at">
        <bdi>{at}</bdi>
        <small>{t('interface:done-of', { done: step + 1, total: STEPS.length })}</small>
      </span>
      <p className="first-steps-words" aria-live="polite">
        <strong>{t(`${name}.title`, said)}</strong> {t(`${name}.words`, said)}
      </p>
      <span className="first-steps-acts">
        <Button size="small" kind="quiet" isDisabled={step === 0} onPress={() => goTo(step - 1)}>
          {t('back')}
        </Button>
        {step < STEPS.length - 1 && (
          <Button size="small" onPress={() => goTo(step + 1)}>
            {t('next')}
          </Button>
        )}
        <IconButton icon={X} label={t('put-away')} onPress={() => goTo(null)} />
      </span>
    </section>
  );
}
