import { JOURNEY_RETURNS, type Journey } from '@nrm/domain/case';
import { westernDigits } from '@nrm/domain/name';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { ActDialog } from '../../app/act-dialog.tsx';
import { today } from '../../app/today.ts';
import { Button, Card, ComboBox, Select, Stack, TextField } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

/** Countries people come back from most, and one for the others: a list that is read, not searched. */
const COUNTRIES = 'DE AT BE NL FR GB SE FI DK NO CH GR IT PL LT BY BG TR SY JO LB IR ZZ'.split(' ');
const EARLIEST_YEAR = 1950;
const MOST = 20;

interface Typed {
  readonly country: string | null;
  readonly year: string;
  readonly cameBack: Journey['cameBack'];
}
const NOTHING: Typed = { country: null, year: '', cameBack: null };

/** Where the person lived abroad, as far as they want to say: an empty list is an answer too. */
export function JourneysDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const t = useWords('case');
  const before = file.state.person.journeys?.value;
  const [journeys, setJourneys] = useState<readonly Typed[]>(
    before?.map((one) => ({ ...one, year: one.year === null ? '' : String(one.year) })) ?? [NOTHING],
  );
  const [isAsked, setAsked] = useState(false);
  const change = (index: number, next: Partial<Typed>) =>
    setJourneys(journeys.map((one, at) => (at === index ? { ...one, ...next } : one)));
  const isYearWrong = (year: string) =>
    year !== '' && !(/^\d{4}$/.test(year) && Number(year) >= EARLIEST_YEAR && year <= today().slice(0, 4));
  const isReady = journeys.every(({ country, year }) => country !== null && !isYearWrong(year));
  const now = journeys.map(({ country, year, cameBack }) => ({
    country,
    year: year === '' ? null : Number(year),
    cameBack,
  }));
  const isUnchanged = JSON.stringify(now) === JSON.stringify(before);

  return (
    <ActDialog
      title={t('correct-group', { group: t('group.journeys') })}
      button={t('interface:save')}
      done={t('corrected')}
      onClose={onClose}
      size="wide"
      steps={() => {
        setAsked(true);
        if (!isReady || isUnchanged) return null;
        return [
          { type: 'case.correct', subject: { kind: 'case', id: file.id }, intent: { changes: { journeys: now } } },
        ];
      }}
    >
      <p className="quiet">{t('journeys.words')}</p>
      {journeys.map(({ country, year, cameBack }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stay has no other name while it is typed
        <Card key={index}>
          <Stack gap={3}>
            <div className="journey-fields">
              <ComboBox
                label={t('journeys.country')}
                value={country}
                onChange={(next) => change(index, { country: next })}
                choices={COUNTRIES.map((value) => ({ value, label: t(`words:country.${value}`) }))}
                {...(isAsked && country === null ? { error: t('journeys.choose-country') } : {})}
              />
              <TextField
                label={t('journeys.year')}
                value={year}
                onChange={(text) => change(index, { year: westernDigits(text).replace(/\D/g, '').slice(0, 4) })}
                direction="ltr"
                inputMode="numeric"
                {...((isAsked || year.length === 4) && isYearWrong(year) ? { error: t('year-not-possible') } : {})}
              />
              <Select
                label={t('journeys.how')}
                value={cameBack}
                onChange={(next) => change(index, { cameBack: next })}
                choices={JOURNEY_RETURNS.map((value) => ({ value, label: t(`words:came-back.${value}`) }))}
              />
            </div>
            <div>
              <Button
                size="small"
                kind="quiet"
                icon={Trash2}
                onPress={() => setJourneys(journeys.filter((_one, at) => at !== index))}
              >
                {t('journeys.remove')}
              </Button>
            </div>
          </Stack>
        </Card>
      ))}
      {journeys.length === 0 && <p>{t('journeys.none')}</p>}
      <div>
        <Button icon={Plus} isDisabled={journeys.length >= MOST} onPress={() => setJourneys([...journeys, NOTHING])}>
          {t('journeys.add')}
        </Button>
      </div>
      {isAsked && isUnchanged && <p className="field-error">{t('nothing-changed')}</p>}
    </ActDialog>
  );
}
