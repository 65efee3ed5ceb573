import { ENQUIRY_TOPICS, type EnquiryTopic } from '@nrm/domain/enquiry';
import type { OccurredOn } from '@nrm/domain/shared';
import { useState } from 'react';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useQueryOf } from '../../app/bridge-client.ts';
import { today as todayHere } from '../../app/today.ts';
import { DayField, RadioCards } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { DistrictField } from '../new-case/district-field.tsx';
import { useTopicWords } from './topic-words.ts';

const SEXES = ['female', 'male', 'not-said'] as const;

/** Topic, district, sex and day; there is no field for anything else. */
export function CountEnquiryDialog({
  onCounted,
  onClose,
}: {
  readonly onCounted: () => void;
  readonly onClose: () => void;
}) {
  const t = useWords('front-desk');
  const topicWords = useTopicWords();
  const { data: session } = useQueryOf('session.state', {});
  const [today] = useState(todayHere);
  const [topic, setTopic] = useState<EnquiryTopic | null>(null);
  const [district, setDistrict] = useState<string | null>(null);
  const [sex, setSex] = useState<(typeof SEXES)[number]>('not-said');
  const [day, setDay] = useState<OccurredOn | null>({ day: today, precision: 'exact' });
  const [isAsked, setAsked] = useState(false);
  const office = session?.office?.id;
  return (
    <ActDialog
      title={t('verbs:enquiry.count.button')}
      button={t('verbs:enquiry.count.button')}
      size="wide"
      done={t('count.done')}
      onDone={onCounted}
      onClose={onClose}
      steps={() => {
        setAsked(true);
        if (topic === null || day === null || office === undefined) return null;
        return [
          {
            type: 'enquiry.count',
            subject: { kind: 'office', id: office },
            intent: { topic, district, sex: sex === 'not-said' ? null : sex },
            ...(day.day !== today && { occurredOn: day }),
          },
        ];
      }}
    >
      <p className="desk-quiet">{t('count.nothing-more')}</p>
      <RadioCards
        label={t('count.topic')}
        columns={4}
        choices={ENQUIRY_TOPICS.map((value) => ({ value, label: topicWords(value) }))}
        value={topic}
        onChange={setTopic}
        {...(isAsked && topic === null ? { error: t('count.topic-missing') } : {})}
      />
      <div className="count-more">
        <RadioCards
          label={t('words:person-field.sex')}
          columns={3}
          choices={SEXES.map((value) => ({
            value,
            label: value === 'not-said' ? t('not-said') : t(`words:sex.${value}`),
          }))}
          value={sex}
          onChange={setSex}
        />
        <DistrictField label={t('count.district')} value={district} onChange={setDistrict} error={undefined} />
      </div>
      <DayField
        label={t('count.day')}
        value={day}
        onChange={setDay}
        withPrecision={false}
        latest={today}
        today={today}
        {...(isAsked && day === null ? { error: t('interface:day.not-a-day') } : {})}
      />
    </ActDialog>
  );
}
