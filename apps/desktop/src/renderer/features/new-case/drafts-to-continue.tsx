import './new-case.css';
import { PenLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCommand, useQueryOf } from '../../app/bridge-client.ts';
import { today } from '../../app/today.ts';
import { Button, Dialog, FaultNote, IconButton, PageLink, Section } from '../../design/index.ts';
import { formatMoment } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { findCaseOfDraft } from './new-case.ts';

/** Forms that were begun and left, on this laptop and by this worker. Nothing where there are none. */
export function DraftsToContinue() {
  const t = useWords('new-case');
  const language = useLanguage();
  const { data } = useQueryOf('draft.list', {});
  const { run, busy, fault } = useCommand('draft.discard');
  const [going, setGoing] = useState<{ readonly key: string; readonly title: string } | null>(null);
  const drafts = (data ?? []).flatMap((draft) => {
    const id = findCaseOfDraft(draft.key);
    return id === undefined ? [] : [{ ...draft, id, title: draft.title === '' ? t('untitled') : draft.title }];
  });
  if (drafts.length === 0) return null;

  async function discard(): Promise<void> {
    if (going && (await run({ key: going.key })) !== undefined) setGoing(null);
  }

  return (
    <Section title={t('drafts')} count={drafts.length}>
      <ul className="drafts">
        {drafts.map(({ key, id, title, savedAt }) => (
          <li key={key} className="draft">
            <span className="draft-words">
              <bdi className="draft-title">{title}</bdi>
              <span className="form-quiet">
                {t('interface:saved-at', { time: formatMoment(savedAt, language, today()) })}
              </span>
            </span>
            <PageLink
              to={`/new-case/${id}`}
              look="button-secondary"
              icon={PenLine}
              label={t('continue-with', { name: title })}
            >
              {t('continue')}
            </PageLink>
            <IconButton
              icon={Trash2}
              label={t('discard-of', { name: title })}
              onPress={() => setGoing({ key, title })}
            />
          </li>
        ))}
      </ul>
      <Dialog
        isOpen={going !== null}
        onClose={() => setGoing(null)}
        title={t('discard-title')}
        isAlert
        actions={
          <Button kind="danger" isBusy={busy} onPress={() => void discard()}>
            {t('discard')}
          </Button>
        }
      >
        <p>{t('discard-words', { name: going?.title ?? '' })}</p>
        <FaultNote fault={fault} />
      </Dialog>
    </Section>
  );
}
