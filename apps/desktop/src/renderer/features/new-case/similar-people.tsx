import { parsePhone } from '@nrm/domain/contact';
import type { LocalDate } from '@nrm/domain/shared';
import { UsersRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { QueryAnswers, QueryArgs } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { Button, Card, Dialog, PageLink, type Reason, ReasonList, Row, Stack } from '../../design/index.ts';
import { firstLetters } from '../../design/text-trouble.ts';
import { useWords } from '../../i18n/words.ts';
import { asksForPhone, findYear, LETTERS, type NewCase } from './new-case.ts';

const AFTER_MS = 400;

type Similar = QueryAnswers['people.similar']['rows'][number];

/**
 * Is there a file of this person already? A count first; opened it shows masked names, because the person sees the
 * screen. It never stands in the way of going on.
 */
export function SimilarPeople({ form, today }: { readonly form: NewCase; readonly today: LocalDate }) {
  const t = useWords('new-case');
  const [isOpen, setOpen] = useState(false);
  const asked = useSettled(JSON.stringify(questionOf(form, today)));
  const question = JSON.parse(asked) as QueryArgs<'people.similar'>;
  const { data } = useQueryOf('people.similar', question, { enabled: question.givenName !== '' });
  const count = question.givenName === '' ? 0 : (data?.count ?? 0);
  return (
    <div role="status">
      {count > 0 && (
        <Card tone="note">
          <Row align="between">
            <Row>
              <UsersRound size={20} aria-hidden />
              <span>{t('similar.count', { count })}</span>
            </Row>
            <Button size="small" onPress={() => setOpen(true)}>
              {t('similar.look')}
            </Button>
          </Row>
        </Card>
      )}
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('similar.title')}>
        <Stack gap={4}>
          <p>{t('similar.words')}</p>
          <ul className="similar-people">
            {data?.rows.map((row) => (
              <li key={row.id}>
                <Row align="between">
                  <bdi className="similar-name">{row.masked}</bdi>
                  <PageLink to={`/case/${row.id}`} look="button-secondary">
                    {t('similar.open')}
                  </PageLink>
                </Row>
                <Reasons reasons={row.reasons} />
              </li>
            ))}
          </ul>
        </Stack>
      </Dialog>
    </div>
  );
}

function Reasons({ reasons }: Pick<Similar, 'reasons'>) {
  const t = useWords('new-case');
  return (
    <ReasonList
      reasons={reasons.map(({ code, part }) => ({
        verdict: verdictOf(code),
        words: part === undefined ? t(`similar.${code}`) : t(`similar.${code}`, { part: t(`similar.part.${part}`) }),
      }))}
    />
  );
}

const verdictOf = (code: string): Reason['verdict'] => {
  if (code === 'name.part-differs' || code === 'year.differs') return 'no';
  return code === 'name.few-parts-known' || code === 'name.part-nearly-same' ? 'unknown' : 'yes';
};

function questionOf(form: NewCase, today: LocalDate): QueryArgs<'people.similar'> {
  const year = findYear(form, today);
  const phone = asksForPhone(form) ? parsePhone(form.phone) : null;
  return {
    givenName: firstLetters(form.givenName.trim(), LETTERS.givenName),
    fatherName: firstLetters(form.fatherName.trim(), LETTERS.fatherName),
    ...(form.sex && { sex: form.sex }),
    ...(year !== undefined && { yearOfBirth: year }),
    ...(phone?.ok && { phone: phone.value }),
  };
}

/** The value once it has stopped changing: people are compared when somebody pauses, not at every letter. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
