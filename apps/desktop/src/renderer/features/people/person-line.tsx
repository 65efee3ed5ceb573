import { CloudUpload, Flag, FolderClosed } from 'lucide-react';
import type { PersonRow } from '../../../bridge/queries.ts';
import { shownPlace } from '../../app/places.ts';
import { Ltr, PersonName, StateBadge, type Tone } from '../../design/index.ts';
import { formatNumberOfCase } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';

const TONES: Readonly<Record<NonNullable<PersonRow['priority']>, Tone>> = {
  urgent: 'late',
  high: 'due',
  medium: 'note',
  ordinary: 'neutral',
};

/** One person of the list: who, where, how pressing, what is open. */
export function PersonLine({ row }: { readonly row: PersonRow }) {
  const t = useWords('people');
  const language = useLanguage();
  const district = row.district === '' ? null : shownPlace(row.district, language);
  return (
    <span className="person-line">
      <span className="person-who">
        <PersonName name={row.fullName} latin={row.latinName} />
        <span className="person-about">
          <Ltr>{formatNumberOfCase(row.number)}</Ltr>
          {row.yearOfBirth !== null && <span>{t('words:born', { year: row.yearOfBirth })}</span>}
          {district && <span lang={district.language}>{district.text}</span>}
        </span>
      </span>
      <span className="person-open">
        <span>{t('needs', { count: row.openNeeds })}</span>
        <span>{t('referrals', { count: row.openReferrals })}</span>
      </span>
      <span className="person-marks">
        {row.status === 'ended' && <StateBadge icon={FolderClosed} word={t('status.ended')} />}
        {row.priority && row.status === 'open' && (
          <StateBadge
            icon={Flag}
            tone={TONES[row.priority]}
            word={t('priority-is', { priority: t(`words:priority.${row.priority}`) })}
          />
        )}
        {row.waiting && (
          <span className="person-waiting" role="img" aria-label={t('waiting')} title={t('waiting')}>
            <CloudUpload size={18} aria-hidden />
          </span>
        )}
      </span>
    </span>
  );
}
