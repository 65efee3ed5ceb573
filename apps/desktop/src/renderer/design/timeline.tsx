import type { LucideIcon } from 'lucide-react';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../i18n/words.ts';
import type { Tone } from './marks.tsx';

/** The story of a file: who did what, when, from where. */
export const Timeline = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <ol className="timeline" aria-label={label}>
    {children}
  </ol>
);

export interface TimelineItemProps {
  readonly icon: LucideIcon;
  readonly tone?: Tone;
  /** One sentence that can be read aloud. */
  readonly title: ReactNode;
  /** Who, when, from which laptop. */
  readonly details?: ReactNode;
  /** Always in sight, below the sentence: what was written, a mark that it waits. */
  readonly children?: ReactNode;
  /** What changed; opened by hand. */
  readonly more?: ReactNode;
}

export function TimelineItem({ icon: Icon, tone = 'neutral', title, details, children, more }: TimelineItemProps) {
  const t = useWords('interface');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <li className="timeline-item">
      <span className={`timeline-icon tone-${tone}`} aria-hidden>
        <Icon size={18} />
      </span>
      <div className="timeline-body">
        <div className="timeline-head">
          <p className="timeline-title">{title}</p>
          {more && (
            <Button
              className="timeline-more"
              aria-expanded={isOpen}
              aria-controls={id}
              aria-label={isOpen ? t('show-less') : t('show-more')}
              onPress={() => setOpen(!isOpen)}
            >
              <ChevronDown size={18} aria-hidden data-open={isOpen || undefined} />
            </Button>
          )}
        </div>
        {details && <p className="timeline-details">{details}</p>}
        {children}
        {more && isOpen && (
          <div id={id} className="timeline-opened">
            {more}
          </div>
        )}
      </div>
    </li>
  );
}
