import type { EnquiryTopic } from '@nrm/domain/enquiry';
import { useWords } from '../../i18n/words.ts';

/** What an enquiry was about: the topics of needs, and what no service is for. */
export function useTopicWords(): (topic: EnquiryTopic) => string {
  const t = useWords('front-desk');
  return (topic) => (topic === 'other' ? t('topic-other') : t(`words:topic.${topic}`));
}
