import type { VerbType } from '@nrm/domain/access';
import { Link } from '@tanstack/react-router';
import {
  ArrowLeftRight,
  BookUser,
  ConciergeBell,
  FileCheck2,
  ListChecks,
  type LucideIcon,
  PhoneCall,
  Send,
  UserPlus,
  Users,
} from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { useMay } from './may.ts';

const ROOMS: readonly {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly words: string;
  readonly alongLine?: boolean;
  /** A room for those who may do this; the others do not see its door. */
  readonly onlyWith?: VerbType;
}[] = [
  { to: '/', icon: ListChecks, words: 'nav.my-day' },
  { to: '/front-desk', icon: ConciergeBell, words: 'nav.front-desk' },
  { to: '/people', icon: Users, words: 'nav.people' },
  { to: '/new-case', icon: UserPlus, words: 'nav.new-case' },
  { to: '/referrals', icon: Send, words: 'nav.referrals', alongLine: true },
  { to: '/call-list', icon: PhoneCall, words: 'nav.call-list' },
  { to: '/directory', icon: BookUser, words: 'nav.directory' },
  { to: '/sync', icon: ArrowLeftRight, words: 'nav.sync' },
  { to: '/audit', icon: FileCheck2, words: 'nav.audit', onlyWith: 'audit-export.prepare' },
];

/** The rooms, at the start side. */
export function Rail({ toSettle }: { readonly toSettle: number }) {
  const t = useWords('shell');
  const may = useMay();
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      <ul>
        {ROOMS.filter(({ onlyWith }) => onlyWith === undefined || may(onlyWith)).map(
          ({ to, icon: Icon, words, alongLine }) => (
            <li key={to}>
              <Link to={to} className="rail-link" activeOptions={{ exact: to === '/' }}>
                <span className="rail-icon">
                  <Icon size={22} aria-hidden className={alongLine ? 'along-line' : undefined} />
                  {to === '/sync' && toSettle > 0 && (
                    <span className="rail-count">
                      <span aria-hidden>{toSettle}</span>
                      <span className="only-spoken">{t('sync.to-settle', { count: toSettle })}</span>
                    </span>
                  )}
                </span>
                <span>{t(words)}</span>
              </Link>
            </li>
          ),
        )}
      </ul>
    </nav>
  );
}
