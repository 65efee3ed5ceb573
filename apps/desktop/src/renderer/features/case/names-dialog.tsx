import type { PersonFields } from '@nrm/domain/case';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

type NameField = Extract<
  keyof PersonFields,
  | 'givenName'
  | 'fatherName'
  | 'grandfatherName'
  | 'greatGrandfatherName'
  | 'familyName'
  | 'motherName'
  | 'motherFatherName'
  | 'motherGrandfatherName'
  | 'latinName'
  | 'knownAs'
>;
const LATIN: NameField = 'latinName';

/** Each part of the name in its own field; only what was changed is written. */
export function NamesDialog({
  file,
  fields,
  onClose,
}: {
  readonly file: CaseFile;
  readonly fields: readonly NameField[];
  readonly onClose: () => void;
}) {
  const t = useWords('case');
  const before = (field: NameField) => file.state.person[field]?.value ?? '';
  const [typed, setTyped] = useState<Partial<Record<NameField, string>>>({});
  const [isAsked, setAsked] = useState(false);
  const now = (field: NameField) => typed[field] ?? before(field);
  const changed = fields.filter((field) => now(field) !== before(field));
  const lacksName = now('givenName').trim() === '';

  return (
    <ActDialog
      title={t('correct-group', { group: t('group.names') })}
      button={t('interface:save')}
      done={t('corrected')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (changed.length === 0 || lacksName) return null;
        const changes = Object.fromEntries(changed.map((field) => [field, now(field)]));
        return [{ type: 'case.correct', subject: { kind: 'case', id: file.id }, intent: { changes } }];
      }}
    >
      <div className="two-columns">
        {fields.map((field) => (
          <TextField
            key={field}
            label={t(`words:person-field.${field}`)}
            value={now(field)}
            onChange={(text) => setTyped({ ...typed, [field]: text })}
            maxLength={field === LATIN ? 160 : 80}
            {...(field === LATIN ? { direction: 'ltr' as const } : {})}
            {...(field === 'givenName' && isAsked && lacksName ? { error: t('given-name-missing') } : {})}
          />
        ))}
      </div>
      <p className="quiet">
        {[now('givenName'), now('fatherName'), now('grandfatherName'), now('greatGrandfatherName'), now('familyName')]
          .filter((part) => part.trim() !== '')
          .join(' ')}
      </p>
      {isAsked && changed.length === 0 && <p className="field-error">{t('nothing-changed')}</p>}
    </ActDialog>
  );
}
