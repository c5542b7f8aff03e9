'use client';
import { useState } from 'react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import type { Attachment } from '../../lib/client/run-outputs.ts';
import { Modal } from '../ui/modal.tsx';

/** A picture; as the source of an `img` an SVG runs no script and loads nothing. It opens to its full size. */
export function ImagePreview({ file }: { file: Attachment }) {
  const [isLarge, setLarge] = useState(false);
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <p className="px-3.5 py-2 text-sm text-danger">The picture could not be shown.</p>;
  const isScalable = file.mime_type === 'image/svg+xml';
  const image = (className: string) => (
    // biome-ignore lint/performance/noImgElement: there is no other size of it, and an optimiser would have to open it
    <img src={toFileUrl(file.file_id)} alt={file.name} className={className} onError={() => setBroken(true)} />
  );
  return (
    <>
      <button
        type="button"
        aria-label={`Enlarge ${file.name}`}
        className="block w-full cursor-zoom-in bg-white -outline-offset-2"
        onClick={() => setLarge(true)}
      >
        {image('mx-auto max-h-[420px] max-w-full object-contain')}
      </button>
      {isLarge && (
        <Modal label={file.name} className="modal image-modal" onClose={() => setLarge(false)}>
          <button
            type="button"
            aria-label="Close"
            className="block w-full cursor-zoom-out -outline-offset-2"
            onClick={() => setLarge(false)}
          >
            {image(`mx-auto max-h-[calc(100dvh-64px)] max-w-full object-contain ${isScalable ? 'w-full' : ''}`)}
          </button>
        </Modal>
      )}
    </>
  );
}
