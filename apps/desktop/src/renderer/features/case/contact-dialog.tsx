import { SafeContact } from '@nrm/domain/case';
import { parsePhone } from '@nrm/domain/contact';
import type { Refusal } from '@nrm/domain/shared';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { RadioCards, Select, TextField } from '../../design/index.ts';
import { formatTelephone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/words.ts';

const BY = ['phone', 'visit', 'through-someone', 'comes-to-office'] as const;
const ASKED = ['yes', 'no', 'not-asked'] as const;
const NOT_ASKED: SafeContact = {
  by: 'phone',
  phone: null,
  safeToCall: 'not-asked',
  mayLeaveMessage: 'not-asked',
  hours: '',
  codeWord: '',
};

/** How the person can be reached without harm: asked in one breath, so written as one. */
export function ContactDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const before = file.state.person.safeContact?.value ?? NOT_ASKED;
  const [contact, setContact] = useState<SafeContact>(before);
  const [phone, setPhone] = useState(before.phone === null ? '' : formatTelephone(before.phone));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const change = (next: Partial<SafeContact>) => setContact({ ...contact, ...next });
  const choices = ASKED.map((value) => ({ value, label: t(`words:asked.${value}`) }));

  return (
    <ActDialog
      title={t('correct-group', { group: t('group.contact') })}
      button={t('interface:save')}
      done={t('corrected')}
      onClose={onClose}
      size="wide"
      steps={() => {
        const read = phone.trim() === '' ? null : parsePhone(phone);
        setRefusal(read && !read.ok ? read.refusal : null);
        if (read && !read.ok) return null;
        const safeContact: SafeContact = { ...contact, phone: read === null ? null : read.value };
        return [{ type: 'case.correct', subject: { kind: 'case', id: file.id }, intent: { changes: { safeContact } } }];
      }}
    >
      <RadioCards
        label={t('contact.how')}
        columns={4}
        value={contact.by}
        onChange={(by) => change({ by })}
        choices={BY.map((value) => ({ value, label: t(`words:contact-by.${value}`) }))}
      />
      <div className="two-columns">
        <TextField
          label={t('contact.phone')}
          value={phone}
          onChange={setPhone}
          direction="ltr"
          inputMode="tel"
          {...(refusal ? { error: t(`refusals:${refusal.code}`, refusal.params ?? {}) } : {})}
        />
        <TextField
          label={t('contact.hours')}
          value={contact.hours}
          onChange={(hours) => change({ hours })}
          maxLength={120}
        />
        <Select
          label={t('contact.safe-to-call')}
          value={contact.safeToCall}
          onChange={(safeToCall) => safeToCall && change({ safeToCall })}
          choices={choices}
        />
        <Select
          label={t('contact.may-leave-message')}
          value={contact.mayLeaveMessage}
          onChange={(mayLeaveMessage) => mayLeaveMessage && change({ mayLeaveMessage })}
          choices={choices}
        />
        <TextField
          label={t('contact.code-word')}
          description={t('contact.code-word-hint')}
          value={contact.codeWord}
          onChange={(codeWord) => change({ codeWord })}
          maxLength={60}
        />
      </div>
    </ActDialog>
  );
}
