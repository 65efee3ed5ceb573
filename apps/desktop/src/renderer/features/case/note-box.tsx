import type { CaseId } from '@nrm/domain/shared';
import { NotebookPen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useAct } from '../../app/bridge-client.ts';
import { useDraftText } from '../../app/draft-text.ts';
import { Button, Card, FaultNote, RefusalNote, Row, SavedMark, Stack, say, TextField } from '../../design/index.ts';
import { findTextTrouble } from '../../design/text-trouble.ts';
import { formatTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/words.ts';

const LETTERS = 8_000;

export const noteDraftOf = (caseId: CaseId): string => `note:${caseId}`;

/**
 * A note, kept while it is being typed. Its hint is a rule of the house: what the person needs, not what is said about
 * them.
 */
export function NoteBox({
  caseId,
  again,
  onTaken,
}: {
  readonly caseId: CaseId;
  /** Text of an entry that could not hold, to be written once more. */
  readonly again: string | null;
  readonly onTaken: () => void;
}) {
  const t = useWords('case');
  const draft = useDraftText(noteDraftOf(caseId));
  const { act, busy, refusal, fault } = useAct();
  const [isAsked, setAsked] = useState(false);

  useEffect(() => {
    if (again === null) return;
    draft.change(draft.text.trim() === '' ? again : `${draft.text}\n\n${again}`);
    onTaken();
    // Taken once, when it is handed over.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [again]);

  async function write(): Promise<void> {
    setAsked(true);
    // What is wrong stands beside the field, with the letter at which it begins.
    if (draft.text.trim() === '' || findTextTrouble(draft.text, LETTERS)) return;
    const steps = [
      { type: 'case.note', subject: { kind: 'case' as const, id: caseId }, intent: { words: draft.text } },
    ];
    await draft.settle();
    if (!(await act(steps, { finishesDraft: noteDraftOf(caseId) }))) return;
    say(t('note-written'));
    setAsked(false);
    draft.forget();
  }

  return (
    <Card>
      <Stack gap={3}>
        <TextField
          label={t('note')}
          description={t('note-hint')}
          value={draft.text}
          onChange={draft.change}
          multiline
          rows={2}
          maxLength={LETTERS}
          {...(isAsked && draft.text.trim() === '' ? { error: t('note-empty') } : {})}
        />
        <Row align="between">
          <SavedMark time={draft.savedAt === null ? null : formatTime(draft.savedAt)} />
          <Button icon={NotebookPen} isBusy={busy} onPress={() => void write()}>
            {t('verbs:case.note.button')}
          </Button>
        </Row>
        <RefusalNote refusal={refusal} />
        <FaultNote fault={fault ?? draft.fault} />
      </Stack>
    </Card>
  );
}
