import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../i18n/words.ts';
import { Button } from './button.tsx';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons after "cancel"; the one that acts stands last. */
  readonly actions?: ReactNode;
  /** Asks before something is gone: only a button closes it, and it says the name of what will go. */
  readonly isAlert?: boolean;
  readonly size?: 'normal' | 'wide';
}

export function Dialog({ isOpen, onClose, title, children, actions, isAlert = false, size = 'normal' }: DialogProps) {
  const t = useWords('interface');
  return (
    <ModalOverlay
      className="dialog-overlay"
      isOpen={isOpen}
      isDismissable={!isAlert}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`dialog dialog-${size}`}>
        <AriaDialog role={isAlert ? 'alertdialog' : 'dialog'} className="dialog-inside">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <div className="dialog-body">{children}</div>
          <div className="actions dialog-actions">
            <Button kind="quiet" onPress={onClose}>
              {actions ? t('cancel') : t('close')}
            </Button>
            {actions}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
