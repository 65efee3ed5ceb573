import { ENQUIRIES_KEPT, type Enquiry, type EnquiryTopic } from '@nrm/domain/enquiry';
import { Undo2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useAct, useQueryOf } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import { shownPlace } from '../../app/places.ts';
import { Button, Card, Dialog, FaultNote, RefusalNote, say } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import type { DeskToday } from './front-desk-page.tsx';
import { useTopicWords } from './topic-words.ts';

/** How many asked today, and about what. */
export function EnquiriesToday({ desk }: { readonly desk: DeskToday }) {
  const t = useWords('front-desk');
  const topicWords = useTopicWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const { enquiries } = desk;
  const counts = countByTopic(enquiries);
  return (
    <Card>
      <div className="desk-part">
        <h2 id="enquiries-today">{t('enquiries')}</h2>
        <p className="desk-number">{enquiries.length}</p>
      </div>
      {counts.length === 0 && <p className="desk-quiet">{t('enquiries-none')}</p>}
      {counts.length > 0 && (
        <ul className="desk-counts" aria-labelledby="enquiries-today">
          {counts.map(([topic, count]) => (
            <li key={topic}>
              <span>{topicWords(topic)}</span>
              <strong>{count}</strong>
            </li>
          ))}
        </ul>
      )}
      {desk.mayBeMore && <p className="desk-hint">{t('may-be-more', { most: ENQUIRIES_KEPT })}</p>}
      {enquiries.length > 0 && may('enquiry.mark-entered-in-error') && (
        <Button kind="quiet" size="small" icon={Undo2} onPress={() => setOpen(true)}>
          {t('counted-by-mistake')}
        </Button>
      )}
      {isOpen && <TakeBackDialog enquiries={enquiries} onClose={() => setOpen(false)} />}
    </Card>
  );
}

/** The most asked first. */
function countByTopic(enquiries: readonly Enquiry[]): readonly (readonly [EnquiryTopic, number])[] {
  const counts = new Map<EnquiryTopic, number>();
  for (const { topic } of enquiries) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** What was counted today, one by one, to take back what was counted twice or wrongly. */
function TakeBackDialog({
  enquiries,
  onClose,
}: {
  readonly enquiries: readonly Enquiry[];
  readonly onClose: () => void;
}) {
  const t = useWords('front-desk');
  const language = useLanguage();
  const topicWords = useTopicWords();
  const { data: session } = useQueryOf('session.state', {});
  const { act, refusal, fault } = useAct();
  const list = useRef<HTMLUListElement>(null);
  const office = session?.office?.id;

  async function takeBack({ entry }: Enquiry): Promise<void> {
    if (office === undefined) return;
    const subject = { kind: 'office' as const, id: office };
    if (!(await act([{ type: 'enquiry.mark-entered-in-error', subject, intent: { enquiry: entry } }]))) return;
    say(t('taken-back'));
    if (enquiries.length === 1) onClose();
    // The line goes with its button: whoever works with the keyboard stays in the list.
    else list.current?.focus();
  }

  return (
    <Dialog isOpen onClose={onClose} title={t('counted-by-mistake')}>
      <ul className="desk-counted" ref={list} tabIndex={-1}>
        {enquiries.map((enquiry) => {
          const { entry, topic, district, sex } = enquiry;
          const about = [
            sex === null ? t('not-said') : t(`words:sex.${sex}`),
            district === null ? t('district-not-said') : shownPlace(district, language).text,
          ];
          return (
            <li key={entry}>
              <span className="desk-who">
                <strong>{topicWords(topic)}</strong>
                <span className="desk-quiet">{t('sex-and-district', { sex: about[0], district: about[1] })}</span>
              </span>
              <Button
                size="small"
                aria-label={t('entered-in-error-of', { topic: topicWords(topic) })}
                onPress={() => void takeBack(enquiry)}
              >
                {t('entered-in-error')}
              </Button>
            </li>
          );
        })}
      </ul>
      <RefusalNote refusal={refusal} />
      <FaultNote fault={fault} />
    </Dialog>
  );
}
