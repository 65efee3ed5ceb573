import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { ExpectedPerson } from '../../../bridge/queries.ts';
import { useDirectoryName } from '../../app/directory-names.ts';
import { Button, Card, PageLink, PersonName } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

/** Who may come today. The names are covered until somebody asks, because whoever stands at the desk sees this screen. */
export function ExpectedToday({ people }: { readonly people: readonly ExpectedPerson[] }) {
  const t = useWords('front-desk');
  const nameOf = useDirectoryName();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card>
      <div className="desk-part">
        <h2 id="expected-today">{t('expected')}</h2>
        <p className="desk-number">{people.length}</p>
      </div>
      {!isOpen && <p className="desk-quiet">{t(people.length === 0 ? 'expected-none' : 'expected-words')}</p>}
      {people.length > 0 && (
        <Button
          kind="quiet"
          size="small"
          icon={isOpen ? EyeOff : Eye}
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'cover-names' : 'show-names')}
        </Button>
      )}
      {isOpen && (
        <ul className="desk-expected" aria-labelledby="expected-today">
          {people.map(({ case: id, fullName, why, comesToOffice, serviceName }) => (
            <li key={`${id} ${why} ${serviceName}`}>
              <PageLink to={`/case/${id}`} look="plain">
                <span className="desk-who">
                  <PersonName name={fullName} />
                  <span className="desk-quiet">
                    {why === 'appointment'
                      ? t('expected-appointment', { service: nameOf(serviceName ?? '') })
                      : t(comesToOffice ? 'expected-comes' : 'expected-follow-up')}
                  </span>
                </span>
              </PageLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
