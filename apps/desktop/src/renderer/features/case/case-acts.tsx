import { ENDING_REASONS } from '@nrm/domain/case';
import type { OfficeId, WorkerId } from '@nrm/domain/shared';
import { ArrowRightLeft, CircleOff, Stamp, Undo2, UserCog } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { Button, RadioCards, Select, TextField } from '../../design/index.ts';
import { nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

type Open = 'case.propose-end' | 'case.end' | 'case.reopen' | 'case.transfer' | 'case.assign' | null;

/** What is done with the whole file: who is responsible, ending follow-up and taking it up again, handing it over. */
export function CaseActs({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const may = useMay();
  const { data: session } = useQueryOf('session.state', {});
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const { status, endProposed } = file.state;
  const isOwnProposal = endProposed !== null && endProposed.by === session?.signedIn?.worker;
  return (
    <>
      {status === 'open' && may('case.assign') && colleaguesFor(file).length > 0 && (
        <Button kind="quiet" icon={UserCog} onPress={() => setOpen('case.assign')}>
          {t('give-to-colleague')}
        </Button>
      )}
      {status === 'open' && may('case.transfer') && (
        <Button kind="quiet" icon={ArrowRightLeft} onPress={() => setOpen('case.transfer')}>
          {t('hand-over')}
        </Button>
      )}
      {status === 'open' && endProposed === null && may('case.propose-end') && !may('case.end') && (
        <Button kind="quiet" icon={CircleOff} onPress={() => setOpen('case.propose-end')}>
          {t('verbs:case.propose-end.button')}
        </Button>
      )}
      {status === 'open' && may('case.end') && !isOwnProposal && (
        <Button
          kind={endProposed ? 'secondary' : 'quiet'}
          icon={endProposed ? Stamp : CircleOff}
          onPress={() => setOpen('case.end')}
        >
          {t('verbs:case.end.button')}
        </Button>
      )}
      {status === 'ended' && may('case.reopen') && (
        <Button icon={Undo2} onPress={() => setOpen('case.reopen')}>
          {t('verbs:case.reopen.button')}
        </Button>
      )}
      {(open === 'case.propose-end' || open === 'case.end') && <EndDialog file={file} type={open} onClose={close} />}
      {open === 'case.reopen' && <ReopenDialog file={file} onClose={close} />}
      {open === 'case.assign' && <AssignDialog file={file} onClose={close} />}
      {open === 'case.transfer' && <TransferDialog file={file} onClose={close} />}
    </>
  );
}

function EndDialog({
  file,
  type,
  onClose,
}: {
  readonly file: CaseFile;
  readonly type: 'case.propose-end' | 'case.end';
  readonly onClose: () => void;
}) {
  const t = useWords('case');
  const [reason, setReason] = useState<(typeof ENDING_REASONS)[number] | null>(file.state.endProposed?.reason ?? null);
  const [words, setWords] = useState('');
  const [isAsked, setAsked] = useState(false);
  const waiting = Object.values(file.state.referrals).filter(
    ({ sending, confirmation }) => sending === 'sent' && confirmation === null,
  ).length;
  return (
    <ActDialog
      title={t(`verbs:${type}.button`)}
      button={t(`verbs:${type}.button`)}
      done={t(type === 'case.end' ? 'follow-up-ended' : 'end-proposed')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (reason === null || words.trim() === '') return null;
        return [{ type, subject: { kind: 'case', id: file.id }, intent: { reason, words } }];
      }}
    >
      <p>{t(type === 'case.end' ? 'end-words' : 'propose-end-words', { name: file.fullName })}</p>
      {waiting > 0 && <p className="story-happened">{t('referrals-go-on', { count: waiting })}</p>}
      <RadioCards
        label={t('why-end')}
        value={reason}
        onChange={setReason}
        choices={ENDING_REASONS.map((value) => ({ value, label: t(`words:case-ending.${value}`) }))}
        {...(isAsked && reason === null ? { error: t('choose-why-end') } : {})}
      />
      <TextField
        label={t('how-it-ended')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={4000}
        {...(isAsked && words.trim() === '' ? { error: t('note-empty') } : {})}
      />
    </ActDialog>
  );
}

function ReopenDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const [words, setWords] = useState('');
  const [isAsked, setAsked] = useState(false);
  return (
    <ActDialog
      title={t('verbs:case.reopen.button')}
      button={t('verbs:case.reopen.button')}
      icon={Undo2}
      done={t('reopened')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        return words.trim() === ''
          ? null
          : [{ type: 'case.reopen', subject: { kind: 'case', id: file.id }, intent: { words } }];
      }}
    >
      <TextField
        label={t('why-reopen')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={4000}
        {...(isAsked && words.trim() === '' ? { error: t('note-empty') } : {})}
      />
    </ActDialog>
  );
}

const colleaguesFor = ({ staff, state }: CaseFile) => staff.filter(({ worker }) => worker !== state.responsible);

/** A worker who leaves, or has too much to do: somebody else of the office follows the person from now on. */
function AssignDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const [worker, setWorker] = useState<WorkerId | null>(null);
  const [isAsked, setAsked] = useState(false);
  return (
    <ActDialog
      title={t('verbs:case.assign.button')}
      button={t('verbs:case.assign.button')}
      icon={UserCog}
      done={t('assigned')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        return worker === null
          ? null
          : [{ type: 'case.assign', subject: { kind: 'case', id: file.id }, intent: { worker } }];
      }}
    >
      <p>{t('assign-words', { name: file.responsibleName })}</p>
      <Select
        label={t('to-worker')}
        choices={colleaguesFor(file).map((one) => ({ value: one.worker, label: one.name }))}
        value={worker}
        onChange={setWorker}
        {...(isAsked && worker === null ? { error: t('to-worker-missing') } : {})}
      />
    </ActDialog>
  );
}

/** The file leaves this office with its whole history: another office of the governorate, and why. */
function TransferDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const language = useLanguage();
  const { data: session } = useQueryOf('session.state', {});
  const [office, setOffice] = useState<OfficeId | null>(null);
  const [words, setWords] = useState('');
  const [isAsked, setAsked] = useState(false);
  const others = (session?.offices ?? []).filter(({ id }) => id !== file.state.office);
  return (
    <ActDialog
      title={t('verbs:case.transfer.button')}
      button={t('verbs:case.transfer.button')}
      icon={ArrowRightLeft}
      kind="danger"
      done={t('handed-over')}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        if (office === null || words.trim() === '') return null;
        return [{ type: 'case.transfer', subject: { kind: 'case', id: file.id }, intent: { toOffice: office, words } }];
      }}
    >
      <p>{t('transfer-words', { name: file.fullName })}</p>
      <Select
        label={t('to-office')}
        choices={others.map(({ id, names }) => ({ value: id, label: nameIn(names, language) }))}
        value={office}
        onChange={setOffice}
        {...(isAsked && office === null ? { error: t('to-office-missing') } : {})}
      />
      <TextField
        label={t('why-transfer')}
        value={words}
        onChange={setWords}
        multiline
        rows={3}
        maxLength={4000}
        {...(isAsked && words.trim() === '' ? { error: t('note-empty') } : {})}
      />
    </ActDialog>
  );
}
