import { type ReactNode, useEffect, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../i18n/words.ts';
import { Button } from './button.tsx';
import { ownWindow } from './own-window.ts';

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
  /** What is typed is kept as a draft: closing loses nothing. */
  readonly keepsTyping?: boolean;
}

/** Something that is done in it closes by a button alone; and where something was typed, it is asked once before that is gone. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, title, children, actions, isAlert = false, size = 'normal', keepsTyping = false } = props;
  const t = useWords('interface');
  const [isTyped, setTyped] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (isOpen) return;
    setTyped(false);
    setAsking(false);
  }, [isOpen]);
  // A second Escape takes the question away and not the words: those go by their own button alone.
  const close = () => {
    if (isTyped && actions && !keepsTyping) setAsking((before) => !before);
    else onClose();
  };
  return (
    <ModalOverlay
      className="dialog-overlay"
      UNSTABLE_portalContainer={ownWindow()}
      isOpen={isOpen}
      isDismissable={!isAlert && !actions}
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Modal className={`dialog dialog-${size}`}>
        <AriaDialog role={isAlert ? 'alertdialog' : 'dialog'} className="dialog-inside">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <div className="dialog-body" onInput={({ target }) => isWriting(target) && setTyped(true)}>
            {children}
          </div>
          {isAsking && actions ? (
            <div className="actions dialog-actions" role="alert">
              <span>{t('typed-not-kept')}</span>
              <Button kind="quiet" onPress={onClose}>
                {t('typed-discard')}
              </Button>
              <Button onPress={() => setAsking(false)}>{t('typed-go-on')}</Button>
            </div>
          ) : (
            <div className="actions dialog-actions">
              <Button kind="quiet" onPress={close}>
                {actions ? t('cancel') : t('close')}
              </Button>
              {actions}
            </div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A choice is made again in a moment; words are not. */
const isWriting = (target: EventTarget): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox');
