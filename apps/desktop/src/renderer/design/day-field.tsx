import { MONTHS } from '@nrm/domain/calendar';
import { westernDigits } from '@nrm/domain/name';
import { LocalDate, type OccurredOn } from '@nrm/domain/shared';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { useLanguage, useWords } from '../i18n/words.ts';
import { Button } from './button.tsx';
import { CheckboxField } from './choices.tsx';

export interface DayFieldProps {
  readonly label: string;
  readonly value: OccurredOn | null;
  /** null while the three parts are not yet a day of the calendar */
  readonly onChange: (value: OccurredOn | null) => void;
  readonly description?: string;
  readonly error?: string;
  /** Whether "about" may be said. */
  readonly withPrecision?: boolean;
  readonly earliest?: LocalDate;
  readonly latest?: LocalDate;
  /** With it, a button writes today. */
  readonly today?: LocalDate;
}

interface Parts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}
const NOTHING: Parts = { day: '', month: '', year: '' };

/**
 * Day, month by name, year: no calendar to page through, and no order of numbers to guess. Digits of any script are
 * accepted and shown as western ones.
 */
export function DayField({
  label,
  value,
  onChange,
  description,
  error,
  withPrecision = true,
  earliest,
  latest,
  today,
}: DayFieldProps) {
  const t = useWords('interface');
  const language = useLanguage();
  const ids = { description: useId(), error: useId() };
  const [parts, setParts] = useState<Parts>(value ? partsOf(value.day) : NOTHING);
  const [isAbout, setAbout] = useState(value?.precision === 'about');
  const [wasLeft, setLeft] = useState(false);

  // A draft that was read, or the form emptied: what stands outside wins over what was typed here.
  const [shown, setShown] = useState(value?.day ?? null);
  if ((value?.day ?? null) !== shown) {
    setShown(value?.day ?? null);
    if (value) {
      setParts(partsOf(value.day));
      setAbout(value.precision === 'about');
    } else if (findDay(parts)) {
      setParts(NOTHING);
    }
  }

  function change(next: Parts, about: boolean): void {
    setParts(next);
    setAbout(about);
    const day = findDay(next);
    const valid = day && trouble(next, earliest, latest) === undefined ? day : undefined;
    setShown(valid ?? null);
    onChange(valid ? { day: valid, precision: about ? 'about' : 'exact' } : null);
  }

  const problem = error ?? (wasLeft ? spoken(trouble(parts, earliest, latest)) : undefined);
  function spoken(found: Trouble | undefined): string | undefined {
    if (found === 'not-a-day') return t('day.not-a-day');
    if (found === 'too-early') return t('day.too-early');
    return found === 'too-late' ? t('day.too-late') : undefined;
  }

  const digits = (part: 'day' | 'year', length: number) => ({
    value: parts[part],
    inputMode: 'numeric' as const,
    autoComplete: 'off',
    dir: 'ltr',
    className: `field-input day-${part}`,
    'aria-invalid': problem !== undefined,
    onChange: (event: { target: { value: string } }) =>
      change({ ...parts, [part]: westernDigits(event.target.value).replace(/\D/g, '').slice(0, length) }, isAbout),
  });

  return (
    <fieldset
      className="field day-field"
      aria-describedby={`${ids.description} ${ids.error}`}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setLeft(true);
      }}
    >
      <legend className="field-label">{label}</legend>
      {description && (
        <p id={ids.description} className="field-description">
          {description}
        </p>
      )}
      <div className="day-parts">
        <input aria-label={t('day.day')} placeholder={t('day.day')} {...digits('day', 2)} />
        <span className="day-month">
          <select
            aria-label={t('day.month')}
            className="field-input"
            value={parts.month}
            onChange={(event) => change({ ...parts, month: event.target.value }, isAbout)}
          >
            <option value="">{t('day.month')}</option>
            {MONTHS[language].map((name, index) => (
              <option key={name} value={String(index + 1)}>
                {name}
              </option>
            ))}
          </select>
          <ChevronDown size={18} aria-hidden />
        </span>
        <input aria-label={t('day.year')} placeholder={t('day.year')} {...digits('year', 4)} />
        {today && (
          <Button kind="quiet" size="small" onPress={() => change(partsOf(today), false)}>
            {t('day.today')}
          </Button>
        )}
      </div>
      {withPrecision && (
        <CheckboxField label={t('day.about')} isSelected={isAbout} onChange={(about) => change(parts, about)} />
      )}
      {problem && (
        <p id={ids.error} className="field-error">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

const partsOf = (day: LocalDate): Parts => ({
  day: String(Number(day.slice(8))),
  month: String(Number(day.slice(5, 7))),
  year: day.slice(0, 4),
});

function findDay({ day, month, year }: Parts): LocalDate | undefined {
  const parsed = LocalDate.safeParse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return parsed.success ? parsed.data : undefined;
}

type Trouble = 'not-a-day' | 'too-early' | 'too-late';

/** Nothing typed is no trouble: required is for the form to say. */
function trouble(parts: Parts, earliest: LocalDate | undefined, latest: LocalDate | undefined): Trouble | undefined {
  if (parts.day === '' && parts.month === '' && parts.year === '') return undefined;
  const day = findDay(parts);
  if (!day) return 'not-a-day';
  if (earliest && day < earliest) return 'too-early';
  return latest && day > latest ? 'too-late' : undefined;
}
