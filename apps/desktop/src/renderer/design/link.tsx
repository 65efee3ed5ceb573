import { Link } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface PageLinkProps {
  /** A path of app/routes.tsx, filled in: `/case/${id}`. */
  readonly to: string;
  readonly children: ReactNode;
  /** `button-primary` and so on make a link look like a button: it still only goes somewhere. */
  readonly look?: 'text' | 'button-primary' | 'button-secondary' | 'button-quiet' | 'plain';
  readonly icon?: LucideIcon;
  readonly label?: string;
}

export function PageLink({ to, children, look = 'text', icon: Icon, label }: PageLinkProps) {
  const classes = look.startsWith('button') ? `button ${look} button-normal` : `link link-${look}`;
  return (
    <Link to={to} className={classes} aria-label={label}>
      {Icon && <Icon size={18} aria-hidden />}
      {look.startsWith('button') ? <span>{children}</span> : children}
    </Link>
  );
}
