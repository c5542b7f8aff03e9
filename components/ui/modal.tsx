'use client';
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

type ModalProps = { label: string; className?: string; onClose(): void; children: ReactNode };

/** The browser's own dialog: it keeps the focus inside, closes on Esc and gives the focus back. */
export function Modal({ label, className = 'modal', onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // A dialog that is already out of the page gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const onClick = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it by keyboard
    <dialog ref={dialog} aria-label={label} className={className} onClick={onClick} onClose={onClose} onCancel={onClose}>
      {children}
    </dialog>
  );
}
