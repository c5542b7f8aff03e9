'use client';
import { Maximize2 } from 'lucide-react';
import { useRouter } from 'next/navigation.js';
import { useEffect, useRef } from 'react';
import { focusComposer } from '../../lib/client/composer.ts';
import { type FilePlace, hideFile, toFilePath, usePreview, WIDE_SCREEN } from '../../lib/client/files-place.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Modal } from '../ui/modal.tsx';
import { useEscape } from '../ui/use-escape.ts';
import { useMedia } from '../ui/use-media.ts';
import FilePreview from './file-preview.tsx';

/** A file beside the conversation, or over it where there is no room. */
export default function PreviewPanel() {
  const { place } = usePreview();
  const isWide = useMedia(WIDE_SCREEN);
  useEffect(() => {
    const onBack = () => {
      if (usePreview.getState().isStep) hideFile(true);
    };
    globalThis.addEventListener('popstate', onBack);
    return () => globalThis.removeEventListener('popstate', onBack);
  }, []);
  if (place === null) return null;
  const close = () => hideFile();
  if (isWide) return <Beside place={place} />;
  return (
    <Modal label="File" className="preview-sheet" onClose={close}>
      <FilePreview place={place} onClose={close} />
    </Modal>
  );
}

function Beside({ place }: { place: FilePlace }) {
  const count = usePreview((state) => state.count);
  const router = useRouter();
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever opens a file reads it, also when it was open already
  useEffect(() => {
    opener.current = document.activeElement;
    panel.current?.focus();
  }, [count]);
  const close = () => {
    hideFile();
    if (opener.current instanceof HTMLAnchorElement && opener.current.isConnected) opener.current.focus({ preventScroll: true });
    else focusComposer();
  };
  useEscape(panel, close);
  return (
    <aside ref={panel} aria-label="File" tabIndex={-1} className="preview-panel">
      <FilePreview place={place} onClose={close}>
        <IconButton
          label="Open in the library"
          onClick={() => {
            hideFile();
            router.push(toFilePath(place));
          }}
        >
          <Maximize2 size={16} />
        </IconButton>
      </FilePreview>
    </aside>
  );
}
