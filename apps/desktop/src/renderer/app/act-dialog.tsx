import type { EntryId } from '@nrm/domain/shared';
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ActStep } from '../../bridge/commands.ts';
import { Button, Dialog, FaultNote, RefusalNote, Stack, say } from '../design/index.ts';
import { useAct } from './bridge-client.ts';

export interface ActDialogProps {
  readonly title: string;
  /** The word of the act, the same as on the button that opened this. */
  readonly button: string;
  readonly icon?: LucideIcon;
  readonly kind?: 'primary' | 'danger';
  readonly size?: 'normal' | 'wide';
  /** What will be written; null while the form is not complete: then it shows what is missing and nothing is written. */
  readonly steps: () => readonly ActStep[] | null;
  /** A draft that ends with this act. */
  readonly finishesDraft?: string;
  /** Said when it was written. */
  readonly done: string;
  readonly onDone?: (entries: readonly EntryId[]) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A short form that writes to a file: refusals and faults stand beside its button, and nothing typed goes with them. */
export function ActDialog(props: ActDialogProps) {
  const { title, button, icon, kind = 'primary', size, steps, finishesDraft, done, onDone, onClose, children } = props;
  const { act, busy, refusal, fault } = useAct();
  const form = useRef<HTMLDivElement>(null);
  const [tries, setTries] = useState(0);

  // The button is always in sight; what it answers has to be as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them brings words that may stand out of sight
  useEffect(() => {
    if (tries > 0) form.current?.querySelector('.field-error, .refusal')?.scrollIntoView({ block: 'nearest' });
  }, [tries, refusal, fault]);

  async function write(): Promise<void> {
    setTries((before) => before + 1);
    const ready = steps();
    if (ready === null) return;
    const entries = await act(ready, finishesDraft === undefined ? {} : { finishesDraft });
    if (!entries) return;
    say(done);
    onClose();
    onDone?.(entries);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      {...(size ? { size } : {})}
      isAlert={kind === 'danger'}
      keepsTyping={finishesDraft !== undefined}
      actions={
        <Button kind={kind} isBusy={busy} onPress={() => void write()} {...(icon ? { icon } : {})}>
          {button}
        </Button>
      }
    >
      <div ref={form}>
        <Stack gap={4}>
          {children}
          <RefusalNote refusal={refusal} />
          <FaultNote fault={fault} />
        </Stack>
      </div>
    </Dialog>
  );
}
