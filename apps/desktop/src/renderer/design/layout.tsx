import type { LucideIcon } from 'lucide-react';
import { ArrowLeft, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from './button.tsx';
import { useHeadingFocus } from './heading-focus.ts';

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** A line below the title: number, priority, who is responsible. */
  readonly details?: ReactNode;
  /** The primary action stands last. */
  readonly actions?: ReactNode;
  readonly onBack?: () => void;
}

export function PageHeader({ title, details, actions, onBack }: PageHeaderProps) {
  const t = useWords('interface');
  const heading = useHeadingFocus();
  return (
    <header className="page-header">
      {onBack && <IconButton icon={ArrowLeft} alongLine label={t('back')} onPress={onBack} />}
      <div className="page-title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {details && <div className="page-details">{details}</div>}
      </div>
      {actions && <div className="actions">{actions}</div>}
    </header>
  );
}

/** The content of a page below its header; `wide` for lists, otherwise a width that reads well. */
export const Page = ({ children, wide = false }: { readonly children: ReactNode; readonly wide?: boolean }) => (
  <div className={wide ? 'page page-wide' : 'page'}>{children}</div>
);

export const Card = ({
  children,
  tone,
}: {
  readonly children: ReactNode;
  readonly tone?: 'due' | 'late' | 'note' | 'good';
}) => <div className={tone ? `card card-${tone}` : 'card'}>{children}</div>;

export interface SectionProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly count?: number;
  readonly children: ReactNode;
}

export function Section({ title, actions, count, children }: SectionProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-header">
        <h2 id={id}>
          {title}
          {count !== undefined && <span className="section-count">{count}</span>}
        </h2>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Label and value, one under the other: the facts of a person, a service, a referral. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly { readonly label: string; readonly value: ReactNode }[];
}) => (
  <dl className="facts">
    {facts.map(({ label, value }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

export const Row = ({
  children,
  align = 'center',
}: {
  readonly children: ReactNode;
  readonly align?: 'center' | 'start' | 'between';
}) => <div className={`row row-${align}`}>{children}</div>;
export const Stack = ({ children, gap = 4 }: { readonly children: ReactNode; readonly gap?: 1 | 2 | 3 | 4 | 6 }) => (
  <div className={`stack stack-${gap}`}>{children}</div>
);

export interface DetailPanelProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** Beside a list, at the end side: the list stays where it was. Escape closes it. */
export function DetailPanel({ title, onClose, children, actions }: DetailPanelProps) {
  const t = useWords('interface');
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // Whoever opened it gets the focus back.
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      ref={panel}
      className="detail-panel"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <div className="detail-header">
        <h2 id={id}>{title}</h2>
        <IconButton icon={X} label={t('close')} onPress={onClose} />
      </div>
      <div className="detail-body">{children}</div>
      {actions && <div className="detail-actions actions">{actions}</div>}
    </aside>
  );
}

export interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What the first step is. */
  readonly words?: string;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, words, action }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <Icon size={32} aria-hidden />
      <p className="empty-title">{title}</p>
      {words && <p className="empty-words">{words}</p>}
      {action}
    </div>
  );
}

/** The shape of what is coming, for the moments before an answer. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const t = useWords('interface');
  return (
    <div className="skeleton" role="status">
      <span className="only-spoken">{t('loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={index} className="skeleton-line" aria-hidden />
      ))}
    </div>
  );
}

/** A page that fills the window: a header, a body that scrolls inside, and a panel at the end side. */
export function FullPage({
  header,
  children,
  panel,
}: {
  readonly header: ReactNode;
  readonly children: ReactNode;
  readonly panel?: ReactNode;
}) {
  return (
    <div className="page-full">
      <div className="page-full-main">
        {header}
        <div className="page-full-body">{children}</div>
      </div>
      {panel}
    </div>
  );
}
