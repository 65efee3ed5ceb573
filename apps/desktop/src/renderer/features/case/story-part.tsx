import { dayInBaghdad } from '@nrm/domain/shared';
import {
  ArrowRightLeft,
  CircleAlert,
  CircleCheckBig,
  ClipboardCheck,
  ClipboardPlus,
  Clock,
  FilePlus,
  HeartHandshake,
  Hourglass,
  type LucideIcon,
  MessageCircle,
  MessageSquareReply,
  NotebookPen,
  Phone,
  Send,
  ShieldCheck,
  ShieldX,
  SquarePen,
  Undo2,
  UserCog,
  UserRoundCheck,
} from 'lucide-react';
import { useState } from 'react';
import type { CaseFile, StoryItem } from '../../../bridge/queries.ts';
import { today } from '../../app/today.ts';
import {
  Button,
  Facts,
  RefusalNote,
  Row,
  Stack,
  StateBadge,
  Timeline,
  TimelineItem,
  type Tone,
} from '../../design/index.ts';
import { formatMoment, formatOccurredOn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { useAuthorName } from './author-name.ts';
import { NoteBox } from './note-box.tsx';
import { useReadEntry, wordsOf } from './story-facts.ts';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  'case.register': FilePlus,
  'case.correct': SquarePen,
  'case.settle-answers': CircleCheckBig,
  'case.note': NotebookPen,
  'case.transfer': ArrowRightLeft,
  'case.assign': UserCog,
  'case.reopen': Undo2,
  'consent.give': ShieldCheck,
  'consent.withdraw': ShieldX,
  'need.identify': ClipboardPlus,
  'need.settle': ClipboardCheck,
  'referral.send': Send,
  'referral.report-answer': MessageSquareReply,
  'referral.report-service': ClipboardCheck,
  'referral.report-confirmation': UserRoundCheck,
  'referral.tell-person': MessageCircle,
  'followup.record': HeartHandshake,
  'followup.record-contact-attempt': Phone,
};

/** The story: the newest first, so that what happened last is read first; a note can be written above it. */
export function StoryPart({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const [again, setAgain] = useState<string | null>(null);
  return (
    <Stack gap={6}>
      <NoteBox caseId={file.id} again={again} onTaken={() => setAgain(null)} />
      <Timeline label={t('part.story')}>
        {[...file.story].reverse().map((item) => (
          <StoryLine key={item.entry} item={item} file={file} onUseAgain={setAgain} />
        ))}
      </Timeline>
    </Stack>
  );
}

/** Names of providers may be in another script than the sentence (Unicode UAX 9, FSI and PDI). */
const isolated = (text: string) => `\u2068${text}\u2069`;

const isTrouble = (item: StoryItem) => item.outcome !== null && item.outcome !== 'applied';

function StoryLine({
  item,
  file,
  onUseAgain,
}: {
  readonly item: StoryItem;
  readonly file: CaseFile;
  readonly onUseAgain: (words: string) => void;
}) {
  const t = useWords('case');
  const language = useLanguage();
  const { about, words, facts } = useReadEntry(file)(item.type, item.payload);
  const kept = wordsOf(item.payload);
  const tone: Tone = isTrouble(item) ? 'late' : item.outcome === null ? 'due' : 'neutral';
  return (
    <TimelineItem
      icon={isTrouble(item) ? CircleAlert : (ICONS[item.type] ?? SquarePen)}
      tone={tone}
      title={<strong>{t(`verbs:${item.type}.story`)}</strong>}
      details={<StoryDetails item={item} />}
      {...(facts.length > 0 ? { more: <Facts facts={facts} /> } : {})}
    >
      {about.length > 0 && <p className="story-about">{about.map(isolated).join(language === 'en' ? ', ' : '، ')}</p>}
      {item.payload === null && <p className="story-struck">{t('struck')}</p>}
      {words !== null && (
        <p className="story-words" dir="auto">
          {words}
        </p>
      )}
      {item.outcome === null && <StateBadge tone="due" icon={Hourglass} word={t('kept-here')} />}
      {isTrouble(item) && (
        <Stack gap={2}>
          <Row>
            <StateBadge tone="late" icon={CircleAlert} word={t(`words:outcome.${item.outcome ?? 'refused'}`)} />
            <span>{t('text-is-kept')}</span>
          </Row>
          <RefusalNote refusal={item.refusal} />
          {kept !== null && (
            <div>
              <Button size="small" icon={NotebookPen} onPress={() => onUseAgain(kept)}>
                {t('use-text-again')}
              </Button>
            </div>
          )}
        </Stack>
      )}
    </TimelineItem>
  );
}

/** Who, when it was typed, from which laptop; and when it happened, where that is another day. */
function StoryDetails({ item }: { readonly item: StoryItem }) {
  const t = useWords('case');
  const language = useLanguage();
  const { author, at, occurredOn, thisLaptop, clockSuspect } = item;
  const name = useAuthorName()(author);
  const typed = formatMoment(at, language, today());
  const isLater = occurredOn.day !== dayInBaghdad(at) || occurredOn.precision === 'about';
  return (
    <>
      {t('who-when', { name, role: t(`words:role.${author.role}`), time: typed })}
      {author.role !== 'server' && <> · {t(thisLaptop ? 'from-this-laptop' : 'from-another-laptop')}</>}
      {isLater && (
        <>
          {' · '}
          <span className="story-happened">{t('happened-on', { day: formatOccurredOn(occurredOn, language) })}</span>
        </>
      )}
      {clockSuspect && (
        <>
          {' · '}
          <Clock size={14} aria-hidden /> {t('clock-suspect')}
        </>
      )}
    </>
  );
}
