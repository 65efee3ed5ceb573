import { openChoices } from '@nrm/domain/case';
import { CircleDot, CircleOff, Flag, Hourglass, ShieldCheck, ShieldX, Split, UserRound } from 'lucide-react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { useGoBack } from '../../app/navigation.ts';
import { Ltr, PageHeader, PageLink, PersonName, StateBadge, type Tone } from '../../design/index.ts';
import { formatNumberOfCase } from '../../i18n/format.ts';
import { useWords } from '../../i18n/words.ts';
import { CaseActs } from './case-acts.tsx';
import { CompleteFile } from './complete-file.tsx';

const PRIORITY_TONES: Readonly<Record<string, Tone>> = {
  urgent: 'late',
  high: 'due',
  medium: 'action',
  ordinary: 'neutral',
};

/** Who it is, how soon they are looked in on, what they agreed to, who is responsible, and whether all of it was sent. */
export function CaseHeader({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const goBack = useGoBack();
  const { state } = file;
  const priority = state.person.priority?.value;
  const consents = Object.values(state.consents);
  const standing = consents.filter(({ withdrawnBy }) => withdrawnBy === null).length;
  const choices = openChoices(state).length;
  return (
    <PageHeader
      onBack={goBack}
      title={<PersonName name={file.fullName} latin={state.person.latinName?.value ?? null} />}
      details={
        <>
          <Ltr>{formatNumberOfCase(state.number)}</Ltr>
          <StateBadge
            tone={state.status === 'open' ? 'action' : 'neutral'}
            icon={state.status === 'open' ? CircleDot : CircleOff}
            word={t(`words:case-status.${state.status}`)}
          />
          <StateBadge
            tone={PRIORITY_TONES[priority ?? 'ordinary'] ?? 'neutral'}
            icon={Flag}
            word={t('priority', { priority: priority ? t(`words:priority.${priority}`) : t('interface:not-asked') })}
          />
          <StateBadge
            tone={standing > 0 ? 'good' : 'neutral'}
            icon={consents.length > 0 && standing === 0 ? ShieldX : ShieldCheck}
            word={
              consents.length > 0 && standing === 0
                ? t('consent-withdrawn')
                : t('consents-standing', { count: standing })
            }
          />
          <span className="case-responsible">
            <UserRound size={16} aria-hidden />
            {t('responsible', { name: file.responsibleName === '' ? t('somebody') : file.responsibleName })}
          </span>
          {file.waiting && <StateBadge tone="due" icon={Hourglass} word={t('kept-here')} />}
          <CompleteFile file={file} />
          {choices > 0 && (
            <PageLink to={`/case/${file.id}/person`} look="plain">
              <StateBadge tone="note" icon={Split} word={t('two-answers', { count: choices })} />
            </PageLink>
          )}
        </>
      }
      actions={<CaseActs file={file} />}
    />
  );
}
