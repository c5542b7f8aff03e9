'use client';
import { lazy, Suspense, useEffect } from 'react';
import { COMPOSER_ID } from '../../lib/client/composer.ts';
import { useDraftFiles } from '../../lib/client/drafts-store.ts';
import { attachFiles, attachText, LONG_PASTE_CHARS } from '../../lib/client/upload-attach.ts';
import { DropOverlay } from './drop-overlay.tsx';
import { useFileDrop } from './use-file-drop.ts';

const DraftFiles = lazy(() => import('./draft-files.tsx'));

/** The files of a message that is not sent yet. */
export function ComposerFiles({ storageKey }: { storageKey: string }) {
  const files = useDraftFiles(storageKey);
  if (files.length === 0) return null;
  return (
    <Suspense fallback={<div className="h-14" />}>
      <DraftFiles files={files} />
    </Suspense>
  );
}

/** Takes files that are dropped or pasted on the page, and long texts that are pasted into the message. */
export function AttachAnywhere({ storageKey }: { storageKey: string }) {
  const isOver = useFileDrop((files) => void attachFiles(storageKey, files));
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (attachPasted(storageKey, event)) event.preventDefault();
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [storageKey]);
  return isOver ? <DropOverlay text="Drop files to attach them" /> : null;
}

/** Whether what was pasted became a file. */
function attachPasted(key: string, { target, clipboardData }: ClipboardEvent): boolean {
  const element = target instanceof HTMLElement ? target : null;
  const isMessage = element?.id === COMPOSER_ID;
  if (!clipboardData || (!isMessage && element?.closest('input, textarea, [contenteditable], dialog'))) return false;
  const text = clipboardData.getData('text/plain');
  const files = [...clipboardData.files];
  // Office programs add a picture of every text that is copied in them.
  const isText = text !== '' && clipboardData.types.includes('text/html');
  if (files.length > 0 && !isText) void attachFiles(key, files);
  else if (isMessage && text.length > LONG_PASTE_CHARS) void attachText(key, text);
  else return false;
  return true;
}
