import { ListTodo } from 'lucide-react';
import type { ReactNode } from 'react';
import { shownPlace } from '../../app/places.ts';
import { Button, Card, Facts, Ltr, PersonName, Row, Stack } from '../../design/index.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import type { FormStep } from './form-step.ts';
import {
  asksForPhone,
  findYearTrouble,
  type LongField,
  missingIn,
  STEP_OF,
  STEP_OF_TEXT,
  type StepId,
  titleOf,
  unkeepableIn,
} from './new-case.ts';
import { SimilarPeople } from './similar-people.tsx';

const LABELS: Readonly<Record<LongField, string>> = {
  givenName: 'person.given-name',
  fatherName: 'person.father-name',
  hours: 'reach.hours',
  codeWord: 'reach.code-word',
  words: 'need.words',
};

/** The whole before it is written, read back to the person; what is still missing leads to its step. */
export function StepCheck({ form, today, onGo }: FormStep & { readonly onGo: (step: StepId) => void }) {
  const t = useWords('new-case');
  const language = useLanguage();
  const missing = missingIn(form, today);
  const unkeepable = unkeepableIn(form);
  const notAsked = <span className="form-quiet">{t('interface:not-asked')}</span>;
  /** A row of what need not be asked: nothing where nothing was said. */
  const only = (label: string, value: ReactNode) => (value ? [{ label: t(label), value }] : []);
  const typed = (text: string) =>
    text.trim() !== '' && (
      <span className="form-said" dir="auto">
        {text.trim()}
      </span>
    );
  const said = (value: string | null, words: (value: string) => ReactNode) =>
    value === null || value === '' ? notAsked : words(value);
  return (
    <Stack gap={4}>
      {missing.length > 0 && (
        <Card tone="due">
          <Stack gap={2}>
            <Row>
              <ListTodo size={20} aria-hidden />
              <strong>{t('check.missing')}</strong>
            </Row>
            <ul className="form-missing">
              {missing.map((field) => (
                <li key={field}>
                  <span>{t((field === 'year' && findYearTrouble(form, today)) || `missing.${field}`)}</span>
                  <Button size="small" onPress={() => onGo(STEP_OF[field])}>
                    {t('check.go', { step: t(`step.${STEP_OF[field]}`) })}
                  </Button>
                </li>
              ))}
            </ul>
          </Stack>
        </Card>
      )}
      {unkeepable.length > 0 && (
        <Card tone="due">
          <ul className="form-missing">
            {unkeepable.map((field) => (
              <li key={field}>
                <span>{t('check.unkeepable', { field: t(LABELS[field]) })}</span>
                <Button size="small" onPress={() => onGo(STEP_OF_TEXT[field])}>
                  {t('check.go', { step: t(`step.${STEP_OF_TEXT[field]}`) })}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card>
        <Facts
          facts={[
            ...only('today.question', form.today && t(`today.${form.today}`)),
            ...only('language', form.language && t(`words:client-language.${form.language}`)),
            ...only('speaks-with', form.prefersToSpeakWith && t(`words:prefers.${form.prefersToSpeakWith}`)),
            { label: t('check.name'), value: said(titleOf(form), (name) => <PersonName name={name} />) },
            { label: t('person.sex'), value: said(form.sex, (sex) => t(`words:sex.${sex}`)) },
            {
              label: t('person.year'),
              value: said(form.year, (year) =>
                form.yearIsAbout ? t('words:born-about', { year }) : t('words:born', { year }),
              ),
            },
            {
              label: t('person.district'),
              value: said(form.district, (district) => shownPlace(district, language).text),
            },
            { label: t('person.came-back'), value: said(form.cameBack, (way) => t(`words:came-back.${way}`)) },
            { label: t('reach.by'), value: said(form.by, (by) => t(`words:contact-by.${by}`)) },
            ...(asksForPhone(form)
              ? [
                  { label: t('reach.phone'), value: said(form.phone, (phone) => <Ltr>{phone}</Ltr>) },
                  { label: t('reach.safe-to-call'), value: t(`words:asked.${form.safeToCall}`) },
                  { label: t('reach.message'), value: t(`words:asked.${form.mayLeaveMessage}`) },
                  ...only('reach.hours', typed(form.hours)),
                  ...only('reach.code-word', typed(form.codeWord)),
                ]
              : []),
            { label: t('need.topic'), value: said(form.topic, (topic) => t(`words:topic.${topic}`)) },
            { label: t('need.urgency'), value: said(form.urgency, (urgency) => t(`words:urgency.${urgency}`)) },
            ...only('need.words', typed(form.words)),
            { label: t('consent.method'), value: said(form.consent, (method) => t(`words:consent-method.${method}`)) },
          ]}
        />
      </Card>
      <SimilarPeople form={form} today={today} />
    </Stack>
  );
}
