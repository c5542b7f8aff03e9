'use client';
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { focusHome } from '../../lib/client/composer.ts';

type ModalProps = { label: string; className?: string; onClose(): void; children: ReactNode };

/** The browser's own dialog: it keeps the focus inside, closes on Esc and gives the focus back. */
export function Modal({ label, className = 'modal', onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = useRef(false);
  // A dialog that is already out of the page gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    isShown.current = true;
    return () => {
      isShown.current = false;
      element?.close();
      // Whoever opened it may be gone meanwhile.
      if (document.activeElement === document.body) focusHome();
      else focusAgain();
    };
  }, []);
  // Not at `cancel`: a dialog that is taken away while the browser closes it leaves a page in which no key arrives. And `close`
  // comes late, when something else may be open in its place.
  const onClosed = () => {
    if (isShown.current) onClose();
  };
  const onClick = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it by keyboard
    <dialog ref={dialog} aria-label={label} className={className} onClick={onClick} onClose={onClosed}>
      {children}
    </dialog>
  );
}

/** Chromium gives the focus back without the caret: a field that has it would take no letter. */
function focusAgain(): void {
  const { activeElement, body } = document;
  if (!(activeElement instanceof HTMLElement) || activeElement === body) return;
  activeElement.blur();
  activeElement.focus({ preventScroll: true });
}
