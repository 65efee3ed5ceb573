import { notAskedYet, type PersonFields, type SafeContact } from '@nrm/domain/case';
import { westernDigits } from '@nrm/domain/name';
import { FilePen } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useMay } from '../../app/may.ts';
import { today } from '../../app/today.ts';
import { Button, CheckboxField, RadioCards, Stack, StateBadge, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { findYear, findYearTrouble } from '../new-case/new-case.ts';

/** A file that was opened in a hurry says so, and asks for the rest. Nothing for any other file. */
export function CompleteFile({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!file.state.toComplete || notAskedYet(file.state).length === 0) return null;
  if (file.state.status !== 'open' || !may('case.correct'))
    return <StateBadge icon={FilePen} word={t('words:to-complete')} />;
  return (
    <>
      <Button size="small" icon={FilePen} onPress={() => setOpen(true)}>
        {t('words:to-complete')}
      </Button>
      {isOpen && <CompleteDialog file={file} onClose={() => setOpen(false)} />}
    </>
  );
}

/** What was not asked on the first day; anything may stay open once more. */
function CompleteDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const contact = file.state.person.safeContact?.value;
  // As it stood when this was opened: a field does not go away under the hands.
  const [missing] = useState(() => notAskedYet(file.state));
  const [safeToCall, setSafeToCall] = useState<SafeContact['safeToCall']>('not-asked');
  const [father, setFather] = useState('');
  const [isFatherUnknown, setFatherUnknown] = useState(false);
  const [year, setYear] = useState('');
  const [isAbout, setAbout] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const born = findYear({ year }, today());
  const yearTrouble = findYearTrouble({ year }, today());
  const isYearWrong = yearTrouble !== undefined;

  function changes(): PersonFields {
    const fatherName = father.trim();
    return {
      ...(contact && safeToCall !== 'not-asked' && { safeContact: { ...contact, safeToCall } }),
      // Asked, and there is no answer: that is an answer too.
      ...((fatherName !== '' || isFatherUnknown) && { fatherName }),
      ...(born !== undefined && {
        yearOfBirth: { year: born, precision: isAbout ? ('about' as const) : ('exact' as const) },
      }),
    };
  }
  const isEmpty = Object.keys(changes()).length === 0;

  return (
    <ActDialog
      title={t('complete.title')}
      button={t('interface:save')}
      done={t('corrected')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        if (isEmpty || isYearWrong) return null;
        return [{ type: 'case.correct', subject: { kind: 'case', id: file.id }, intent: { changes: changes() } }];
      }}
    >
      <p className="quiet">{t('complete.words')}</p>
      {missing.includes('safeContact') && (
        <RadioCards
          label={t('new-case:reach.safe-to-call')}
          columns={3}
          choices={(['yes', 'no', 'not-asked'] as const).map((value) => ({ value, label: t(`words:asked.${value}`) }))}
          value={safeToCall}
          onChange={setSafeToCall}
        />
      )}
      {missing.includes('fatherName') && (
        <Stack gap={1}>
          <TextField
            label={t('words:person-field.fatherName')}
            maxLength={80}
            autoComplete="off"
            value={father}
            onChange={(text) => {
              setFather(text);
              setFatherUnknown(false);
            }}
          />
          <CheckboxField
            label={t('complete.not-known')}
            isSelected={isFatherUnknown}
            onChange={(isUnknown) => {
              setFatherUnknown(isUnknown);
              if (isUnknown) setFather('');
            }}
          />
        </Stack>
      )}
      {missing.includes('yearOfBirth') && (
        <Stack gap={1}>
          <TextField
            label={t('words:person-field.yearOfBirth')}
            direction="ltr"
            inputMode="numeric"
            autoComplete="off"
            value={year}
            onChange={(text) => setYear(westernDigits(text))}
            {...(isAsked && yearTrouble ? { error: t(`new-case:${yearTrouble}`) } : {})}
          />
          <CheckboxField label={t('new-case:person.year-about')} isSelected={isAbout} onChange={setAbout} />
        </Stack>
      )}
      {isAsked && isEmpty && !isYearWrong && <p className="field-error">{t('nothing-changed')}</p>}
    </ActDialog>
  );
}
