import type { LucideIcon } from 'lucide-react';
import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly kind?: ButtonKind;
  readonly size?: 'small' | 'normal';
  readonly icon?: LucideIcon;
  /** Turns round in right-to-left languages: arrows and chevrons. */
  readonly alongLine?: boolean;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

/** One primary a screen; the others are secondary or quiet. Busy keeps its width and its focus. */
export function Button({
  kind = 'secondary',
  size = 'normal',
  icon: Icon,
  alongLine = false,
  isBusy = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton {...rest} isPending={isBusy} className={`button button-${kind} button-${size}`}>
      {isBusy ? (
        <LoaderCircle className="button-turning" size={18} aria-hidden />
      ) : (
        Icon && <Icon size={18} aria-hidden className={alongLine ? 'along-line' : undefined} />
      )}
      <span>{children}</span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  readonly icon: LucideIcon;
  /** Spoken, and shown when pointed at. */
  readonly label: string;
  readonly kind?: 'quiet' | 'secondary';
  /** Turns round in right-to-left languages: arrows and chevrons. */
  readonly alongLine?: boolean;
}

export function IconButton({ icon: Icon, label, kind = 'quiet', alongLine = false, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton {...rest} aria-label={label} className={`icon-button button-${kind}`}>
        <Icon size={20} aria-hidden className={alongLine ? 'along-line' : undefined} />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
