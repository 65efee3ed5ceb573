import type { Availability } from '@nrm/domain/organisation';
import { CircleCheck, CircleOff, CirclePause, type LucideIcon, Shield, WalletMinimal } from 'lucide-react';
import { StateBadge, type Tone } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

export const AVAILABILITY_LOOKS: Readonly<Record<Availability, { readonly tone: Tone; readonly icon: LucideIcon }>> = {
  open: { tone: 'good', icon: CircleCheck },
  'temporarily-closed': { tone: 'due', icon: CirclePause },
  'funding-ended': { tone: 'late', icon: WalletMinimal },
  closed: { tone: 'late', icon: CircleOff },
};

/** Said wherever the provider is chosen, and aloud: some people must not or will not go to the police. */
export const PoliceMark = () => <StateBadge tone="note" icon={Shield} word={useWords('words')('police-desk')} />;
