import { MATCH_REASONS, type MatchReason, type MatchReasonCode } from '@nrm/domain/matching';
import { CircleCheck, CircleHelp, CircleX, History, Shield } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { Button, Card, FreshnessMark, PageLink, ReasonList, Row, Stack, StateBadge } from '../../design/index.ts';
import { formatDay, nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { useReasonWords } from './reason-words.ts';
import type { RankedService } from './refer-page.tsx';

const VERDICT_LOOKS = {
  yes: { tone: 'good', icon: CircleCheck },
  unknown: { tone: 'due', icon: CircleHelp },
  no: { tone: 'late', icon: CircleX },
} as const;
/** Enough to choose by; the rest opens. */
const FIRST_REASONS = 5;
const CHOSEN_BY: readonly MatchReasonCode[] = ['is-near', 'has-places', 'opens-soon', 'is-free', 'papers-at-start'];

/** What speaks against it, then what has to be asked, then what people choose by, then the rest. */
function weightOf({ code, answer }: MatchReason): number {
  if (answer === 'no') return 0;
  if (answer === 'unknown') return MATCH_REASONS[code] === 'decides' ? 1 : 3;
  return CHOSEN_BY.includes(code) ? 2 : 4;
}

/** One service: can it serve this person, why, how fresh is that, and how did the provider answer so far. */
export function ServiceChoice({
  service,
  file,
  onChoose,
}: {
  readonly service: RankedService;
  readonly file: CaseFile;
  readonly onChoose: () => void;
}) {
  const t = useWords('refer');
  const language = useLanguage();
  const reasonWords = useReasonWords();
  const [isOpen, setOpen] = useState(false);
  const earlier = Object.values(file.state.referrals).findLast(
    ({ recipient, sending, sentOn }) => recipient.service === service.service && sending === 'sent' && sentOn !== null,
  );
  const { verdict, row, reasons } = service;
  const name = nameIn(row.state.names, language);
  const provider = nameIn(row.organisationState.names, language);
  const track = reasons.find(({ code }) => code === 'answers-referrals');
  const others = reasons.filter(({ code }) => code !== 'answers-referrals' && code !== 'is-civilian-desk');
  const sorted = [...others].sort((a, b) => weightOf(a) - weightOf(b));
  const shown = isOpen ? sorted : sorted.slice(0, FIRST_REASONS);
  return (
    <div className="service-choice" data-verdict={verdict}>
      <Card>
        <Stack gap={3}>
          <div className="case-line">
            <div>
              <Row>
                <h3 className="service-name">{name}</h3>
                {service.policeDesk && <StateBadge tone="note" icon={Shield} word={t('words:police-desk')} />}
              </Row>
              <p className="quiet">{provider}</p>
            </div>
            <Row>
              <StateBadge {...VERDICT_LOOKS[verdict]} word={t(`verdict.${verdict}`)} />
              <FreshnessMark freshness={service.freshness.level} daysAgo={service.freshness.days} />
            </Row>
          </div>
          <ReasonList
            label={t('reasons-of', { service: name })}
            reasons={shown.map((reason) => ({ verdict: reason.answer, words: reasonWords(reason) }))}
          />
          {earlier?.sentOn && (
            <Row>
              <StateBadge
                tone="note"
                icon={History}
                word={t('referred-before', {
                  day: formatDay(earlier.sentOn, language),
                  answer: t(`words:answer.${earlier.answer?.status ?? 'waiting'}`),
                })}
              />
            </Row>
          )}
          {track && (
            <ReasonList label={t('track-record')} reasons={[{ verdict: track.answer, words: reasonWords(track) }]} />
          )}
          <Row align="between">
            {sorted.length > FIRST_REASONS ? (
              <Button size="small" kind="quiet" onPress={() => setOpen(!isOpen)} aria-expanded={isOpen}>
                {isOpen ? t('fewer-reasons') : t('all-reasons', { count: sorted.length })}
              </Button>
            ) : (
              <span />
            )}
            <Row>
              <PageLink to={`/directory/${service.organisation}`} look="text">
                {t('about-provider')}
              </PageLink>
              {verdict !== 'no' && (
                <Button kind="secondary" onPress={onChoose} aria-label={t('choose-service', { service: name })}>
                  {t('choose')}
                </Button>
              )}
            </Row>
          </Row>
        </Stack>
      </Card>
    </div>
  );
}
