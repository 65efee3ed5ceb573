import './new-case.css';
import type { CaseId, NeedId } from '@nrm/domain/shared';
import { ArrowLeft, ArrowRight, FolderPlus, Send } from 'lucide-react';
import { useState } from 'react';
import { newId, useAct, useCommand, useQueryOf } from '../../app/bridge-client.ts';
import { useDraft } from '../../app/draft.ts';
import { useGoTo, usePageParam } from '../../app/navigation.ts';
import { today as todayHere } from '../../app/today.ts';
import { useStepFocus } from '../../design/heading-focus.ts';
import {
  Button,
  FaultNote,
  PageHeader,
  PersonName,
  RefusalNote,
  SavedMark,
  Skeleton,
  StepMap,
  say,
} from '../../design/index.ts';
import { formatTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/words.ts';
import type { FormStep } from './form-step.ts';
import {
  actOf,
  draftKeyOf,
  firstStepOf,
  isStepDone,
  missingIn,
  type RequiredField,
  readNewCase,
  STEP_OF,
  STEP_OF_TEXT,
  type StepId,
  stepsOf,
  titleOf,
  unkeepableIn,
} from './new-case.ts';
import { StepCheck } from './step-check.tsx';
import { StepConsent } from './step-consent.tsx';
import { StepNeed } from './step-need.tsx';
import { StepPerson } from './step-person.tsx';
import { StepReach } from './step-reach.tsx';
import { StepToday } from './step-today.tsx';

/** Somebody new, asked in the order in which people speak. It can be left at any moment: what was typed is kept. */
export function NewCasePage() {
  const id = usePageParam('id') as CaseId;
  // Another draft is another form.
  return <NewCaseForm key={id} id={id} />;
}

function NewCaseForm({ id }: { readonly id: CaseId }) {
  const t = useWords('new-case');
  const goTo = useGoTo();
  const key = draftKeyOf(id);
  const draft = useDraft(key, readNewCase, titleOf);
  const { data: session } = useQueryOf('session.state', {});
  const { act, busy, refusal, fault } = useAct();
  const discard = useCommand('draft.discard');
  const [need] = useState(newId<NeedId>);
  const [today] = useState(todayHere);
  const [at, setAt] = useState<StepId | null>(null);
  const [asked, setAsked] = useState<readonly RequiredField[]>([]);
  const section = useStepFocus(at);
  const form = draft.value;
  // Where it opens is decided once, by what was kept: an answer given here turns no page.
  if (form && at === null) setAt(firstStepOf(form));
  if (!form || !session || at === null) return <Skeleton lines={6} />;

  const steps = stepsOf(form);
  const isUrgent = form.path === 'urgent';
  const index = steps.indexOf(at);
  const go = (step: StepId | undefined) => step && setAt(step);
  const step: FormStep = { form, change: draft.change, today, asked };

  async function open(): Promise<void> {
    if (!form || !session) return;
    const written = actOf(form, { case: id, need }, today, session.demonstration);
    const missing = missingIn(form, today);
    setAsked(missing);
    if (!written) {
      // The whole form lists what is missing on its last step; the short one goes there.
      const [first] = missing;
      const [unkeepable] = unkeepableIn(form);
      if (isUrgent && first) setAt(STEP_OF[first]);
      else if (isUrgent && unkeepable) setAt(STEP_OF_TEXT[unkeepable]);
      return;
    }
    await draft.keep();
    const entries = await act(written, { finishesDraft: key });
    if (!entries) return;
    draft.end();
    say(t('opened'));
    goTo(isUrgent ? `/case/${id}/refer/${need}` : `/case/${id}`, { replace: true });
  }

  async function leaveWithoutFile(): Promise<void> {
    draft.end();
    if ((await discard.run({ key })) === undefined) return;
    say(t('consent.nothing-kept'), 'note');
    goTo('/directory', { replace: true });
  }

  return (
    <div className="page-full">
      <div className="page-full-main">
        <PageHeader
          title={titleOf(form) === '' ? t(isUrgent ? 'urgent-title' : 'title') : <PersonName name={titleOf(form)} />}
          details={
            draft.fault ? (
              <FaultNote fault={draft.fault} />
            ) : (
              <SavedMark time={draft.savedAt && formatTime(draft.savedAt)} />
            )
          }
        />
        <div className="new-case">
          <StepMap
            label={t('steps')}
            steps={steps.map((each) => ({ id: each, label: t(`step.${each}`), isDone: isStepDone(each, form, today) }))}
            at={at}
            onGo={(to) => go(steps.find((each) => each === to))}
          />
          <section ref={section} tabIndex={-1} className="new-case-step" aria-label={t(`step.${at}`)}>
            {isUrgent && <p className="form-quiet form-urgent">{t('urgent-words')}</p>}
            {at === 'today' && <StepToday {...step} />}
            {at === 'consent' && <StepConsent {...step} onNoFile={() => void leaveWithoutFile()} />}
            {at === 'reach' && <StepReach {...step} />}
            {at === 'person' && <StepPerson {...step} />}
            {at === 'need' && <StepNeed {...step} />}
            {at === 'check' && <StepCheck {...step} onGo={setAt} />}
            <FaultNote fault={discard.fault} />
          </section>
        </div>
        <footer className="new-case-foot">
          <RefusalNote refusal={refusal} />
          <FaultNote fault={fault} />
          <div className="actions">
            {index > 0 && (
              <Button kind="quiet" icon={ArrowLeft} onPress={() => go(steps[index - 1])}>
                {t('previous')}
              </Button>
            )}
            {index === steps.length - 1 ? (
              <Button kind="primary" icon={isUrgent ? Send : FolderPlus} isBusy={busy} onPress={() => void open()}>
                {t(isUrgent ? 'open-and-refer' : 'open')}
              </Button>
            ) : (
              <Button kind="primary" icon={ArrowRight} onPress={() => go(steps[index + 1])}>
                {t('next')}
              </Button>
            )}
          </div>
        </footer>
      </div>
    </div>
  );
}
