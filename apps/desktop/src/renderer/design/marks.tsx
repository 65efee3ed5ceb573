import { CircleCheck, CircleHelp, CircleX, Clock, type LucideIcon, Save, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../i18n/words.ts';

/** neutral: a fact; action: in hand; good: done; due: soon; late: past its date; note: worth knowing. */
export type Tone = 'neutral' | 'action' | 'good' | 'due' | 'late' | 'note';

/** A state: icon, word and colour together, never one of them alone. */
export function StateBadge({
  tone = 'neutral',
  icon: Icon,
  word,
}: {
  readonly tone?: Tone;
  readonly icon: LucideIcon;
  readonly word: string;
}) {
  return (
    <span className={`badge tone-${tone}`}>
      <Icon size={16} aria-hidden />
      <span>{word}</span>
    </span>
  );
}

export interface ChipProps {
  readonly children: ReactNode;
  /** With it the chip carries a cross; `removeLabel` is what the cross says aloud. */
  readonly onRemove?: () => void;
  readonly removeLabel?: string;
  readonly onPress?: () => void;
  readonly isOn?: boolean;
}

/** A filter: pressed on and off, or removable. Without either it is a plain label. */
export function Chip({ children, onRemove, removeLabel, onPress, isOn = false }: ChipProps) {
  const t = useWords('interface');
  if (onPress)
    return (
      <Button className="chip chip-button" data-on={isOn || undefined} aria-pressed={isOn} onPress={onPress}>
        {children}
      </Button>
    );
  return (
    <span className="chip">
      <span>{children}</span>
      {onRemove && (
        <Button className="chip-remove" aria-label={removeLabel ?? t('remove')} onPress={onRemove}>
          <X size={14} aria-hidden />
        </Button>
      )}
    </span>
  );
}

/** As `FreshnessLevel` of @nrm/domain/organisation. */
export type Freshness = 'fresh' | 'ageing' | 'doubtful';
const FRESHNESS: Readonly<Record<Freshness, { readonly tone: Tone; readonly icon: LucideIcon }>> = {
  fresh: { tone: 'good', icon: CircleCheck },
  ageing: { tone: 'due', icon: Clock },
  doubtful: { tone: 'late', icon: CircleHelp },
};

/** How long ago somebody checked a fact of the directory. `daysAgo` null: nobody ever did. */
export function FreshnessMark({
  freshness,
  daysAgo,
}: {
  readonly freshness: Freshness;
  readonly daysAgo: number | null;
}) {
  const t = useWords('interface');
  const { tone, icon } = FRESHNESS[freshness];
  const word =
    daysAgo === null ? t('fresh.never') : daysAgo === 0 ? t('fresh.today') : t('fresh.checked', { count: daysAgo });
  return <StateBadge tone={tone} icon={icon} word={word} />;
}

export interface Reason {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly words: ReactNode;
}
const VERDICTS: Readonly<Record<Reason['verdict'], { readonly tone: Tone; readonly icon: LucideIcon }>> = {
  yes: { tone: 'good', icon: CircleCheck },
  no: { tone: 'late', icon: CircleX },
  unknown: { tone: 'due', icon: CircleHelp },
};

/** Why something is suggested: yes, no or not known, each with its reason in plain words. */
export function ReasonList({ label, reasons }: { readonly label?: string; readonly reasons: readonly Reason[] }) {
  const t = useWords('interface');
  return (
    <ul className="reasons" aria-label={label}>
      {reasons.map(({ verdict, words }, index) => {
        const { tone, icon: Icon } = VERDICTS[verdict];
        return (
          // Reasons are not reordered while they stand, and two may have the same words.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} className="reason">
            <span className={`reason-icon tone-${tone}`}>
              <Icon size={18} aria-hidden />
              <span className="only-spoken">{t(`verdict.${verdict}`)}</span>
            </span>
            <span>{words}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** A draft is kept: "saved on this laptop 14:32". `time` null: nothing typed yet. */
export function SavedMark({ time }: { readonly time: string | null }) {
  const t = useWords('interface');
  return (
    <p className="saved-mark" role="status">
      {time !== null && (
        <>
          <Save size={16} aria-hidden />
          <span>{t('saved-at', { time })}</span>
        </>
      )}
    </p>
  );
}

/** Numbers, telephones, codes and Latin names keep their direction and never turn a sentence around. */
export const Ltr = ({ children }: { readonly children: ReactNode }) => (
  <bdi dir="ltr" className="ltr">
    {children}
  </bdi>
);

/** A name in its own direction; with a Latin spelling beside it where papers carry one. */
export function PersonName({ name, latin }: { readonly name: string; readonly latin?: string | null }) {
  return (
    <span className="person-name">
      <bdi>{name}</bdi>
      {latin && (
        <span className="person-latin">
          <Ltr>{latin}</Ltr>
        </span>
      )}
    </span>
  );
}
