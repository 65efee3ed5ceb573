import { bornOf, type PersonField } from '@nrm/domain/case';
import { type Correctable, choicesOf, isContested } from '@nrm/domain/ledger';
import { Check, Split, SquarePen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { useMay } from '../../app/may.ts';
import { today } from '../../app/today.ts';
import { Button, Card, Facts, Ltr, Section, Stack, StateBadge } from '../../design/index.ts';
import { formatMoment } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { AboutDialog } from './about-dialog.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import { JourneysDialog } from './journeys-dialog.tsx';
import { NamesDialog } from './names-dialog.tsx';
import { PapersSection } from './papers-section.tsx';
import { usePersonValue } from './person-values.ts';

const NAMES = [
  'givenName',
  'fatherName',
  'grandfatherName',
  'greatGrandfatherName',
  'familyName',
  'motherName',
  'motherFatherName',
  'motherGrandfatherName',
  'latinName',
  'knownAs',
] as const satisfies readonly PersonField[];
const ABOUT = [
  'sex',
  'birthDate',
  'district',
  'cameBack',
  'language',
  'prefersToSpeakWith',
  'householdSize',
  'missingPapers',
  'priority',
] as const satisfies readonly PersonField[];

type Group = 'names' | 'about' | 'contact' | 'journeys';

/** What is known of the person. What was not asked says so, without a colour: it is no fault of anybody. */
export function PersonPart({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const may = useMay();
  const [open, setOpen] = useState<Group | null>(null);
  const close = () => setOpen(null);
  const edit = (group: Group) =>
    may('case.correct') && (
      <Button
        size="small"
        kind="quiet"
        icon={SquarePen}
        onPress={() => setOpen(group)}
        aria-label={t('correct-group', { group: t(`group.${group}`) })}
      >
        {t('verbs:case.correct.button')}
      </Button>
    );
  return (
    <Stack gap={6}>
      <TwoAnswers file={file} />
      <Section title={t('group.names')} actions={edit('names')}>
        <Card>
          <FieldsOf file={file} fields={NAMES} />
        </Card>
      </Section>
      <Section title={t('group.contact')} actions={edit('contact')}>
        <Card>
          <ContactFacts file={file} />
        </Card>
      </Section>
      <Section title={t('group.about')} actions={edit('about')}>
        <Card>
          <FieldsOf file={file} fields={ABOUT} />
        </Card>
      </Section>
      <PapersSection file={file} />
      <Section title={t('group.journeys')} actions={edit('journeys')}>
        <Card>
          <Journeys file={file} />
        </Card>
      </Section>
      {open === 'names' && <NamesDialog file={file} fields={NAMES} onClose={close} />}
      {open === 'about' && <AboutDialog file={file} onClose={close} />}
      {open === 'contact' && <ContactDialog file={file} onClose={close} />}
      {open === 'journeys' && <JourneysDialog file={file} onClose={close} />}
    </Stack>
  );
}

function FieldsOf({ file, fields }: { readonly file: CaseFile; readonly fields: readonly PersonField[] }) {
  const t = useWords('words');
  const personValue = usePersonValue();
  return (
    <Facts
      facts={fields.map((field) => {
        const kept = file.state.person[field];
        const value = field === 'birthDate' ? bornOf(file.state.person) : kept?.value;
        const text = value === undefined ? '' : personValue(field, value);
        return { label: t(`person-field.${field}`), value: <Value text={text} isContested={isContested(kept)} /> };
      })}
    />
  );
}

function Value({ text, isContested: hasTwo }: { readonly text: string; readonly isContested: boolean }): ReactNode {
  const t = useWords('case');
  if (text === '') return <span className="not-asked">{t('interface:not-asked')}</span>;
  return (
    <Stack gap={1}>
      <span>
        <bdi>{text}</bdi>
      </span>
      {hasTwo && <StateBadge tone="note" icon={Split} word={t('two-answers', { count: 1 })} />}
    </Stack>
  );
}

function Journeys({ file }: { readonly file: CaseFile }) {
  const personValue = usePersonValue();
  const kept = file.state.person.journeys;
  const text = kept === undefined ? '' : personValue('journeys', kept.value);
  return (
    <div className="many-lines">
      <Value text={text} isContested={isContested(kept)} />
    </div>
  );
}

function ContactFacts({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const contact = file.state.person.safeContact?.value;
  const phone = usePersonValue();
  if (!contact) return <span className="not-asked">{t('interface:not-asked')}</span>;
  return (
    <Facts
      facts={[
        { label: t('contact.how'), value: phone('safeContact', contact) },
        { label: t('contact.safe-to-call'), value: t(`words:asked.${contact.safeToCall}`) },
        { label: t('contact.may-leave-message'), value: t(`words:asked.${contact.mayLeaveMessage}`) },
        { label: t('contact.hours'), value: contact.hours || t('interface:not-asked') },
        {
          label: t('contact.code-word'),
          value: contact.codeWord ? <Ltr>{contact.codeWord}</Ltr> : t('interface:not-asked'),
        },
      ]}
    />
  );
}

/** Two laptops wrote different answers while they could not hear each other: a person chooses, nothing is thrown away. */
function TwoAnswers({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const fields = (Object.entries(file.state.person) as [PersonField, Correctable<unknown>][]).filter(([, field]) =>
    isContested(field),
  );
  if (fields.length === 0) return null;
  return (
    <Section title={t('two-answers-title')} count={fields.length}>
      {fields.map(([field, kept]) => (
        <AnswersToChoose
          key={field}
          caseId={file.id}
          field={field}
          answers={choicesOf(kept).map((answer) => {
            const told = file.story.find(({ entry }) => entry === answer.entry);
            return { entry: answer.entry, value: answer.value, by: told?.author.name ?? '', at: told?.at ?? null };
          })}
        />
      ))}
    </Section>
  );
}

export interface AnswerToChoose {
  readonly entry: CaseFile['story'][number]['entry'];
  readonly value: unknown;
  readonly by: string;
  readonly at: CaseFile['story'][number]['at'] | null;
}

export function AnswersToChoose({
  caseId,
  field,
  answers,
}: {
  readonly caseId: CaseFile['id'];
  readonly field: PersonField;
  readonly answers: readonly AnswerToChoose[];
}) {
  const t = useWords('case');
  const language = useLanguage();
  const may = useMay();
  const personValue = usePersonValue();
  const [chosen, setChosen] = useState<AnswerToChoose | null>(null);
  return (
    <Card tone="note">
      <Stack gap={3}>
        <p>
          <strong>{t(`words:person-field.${field}`)}</strong>
        </p>
        <div className="answers">
          {answers.map((answer) => (
            <div key={answer.entry} className="answer-card">
              <span className="answer-value">
                <bdi>{personValue(field, answer.value)}</bdi>
              </span>
              <span className="quiet">
                {t('answer-by', {
                  name: answer.by === '' ? t('somebody') : answer.by,
                  time: answer.at === null ? '' : formatMoment(answer.at, language, today()),
                })}
              </span>
              {may('case.settle-answers') && (
                <div>
                  <Button
                    size="small"
                    icon={Check}
                    aria-label={t('choose-value', { value: personValue(field, answer.value) })}
                    onPress={() => setChosen(answer)}
                  >
                    {t('verbs:case.settle-answers.button')}
                  </Button>
                </div>
              )}
            </div>
          ))}
        </div>
      </Stack>
      {chosen && (
        <ActDialog
          title={t('choose-answer-of', { field: t(`words:person-field.${field}`) })}
          button={t('verbs:case.settle-answers.button')}
          icon={Check}
          done={t('answer-chosen')}
          onClose={() => setChosen(null)}
          steps={() => [
            {
              type: 'case.settle-answers',
              subject: { kind: 'case', id: caseId },
              intent: { field, chosen: chosen.entry },
            },
          ]}
        >
          <p>{t('choose-answer-words', { value: personValue(field, chosen.value) })}</p>
        </ActDialog>
      )}
    </Card>
  );
}
