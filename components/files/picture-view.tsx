'use client';
import { useState } from 'react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import { QuoteNote } from './quote-note.tsx';
import type { Quote } from './use-quote.ts';

export function PictureView({ fileId, name, quote }: { fileId: string; name: string; quote: Quote | null }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <>
      {quote && <QuoteNote text={quote.text} state="Read from this picture" onShow={null} />}
      <section
        aria-label={`Picture ${name}`}
        tabIndex={0}
        className="grid min-h-0 flex-1 place-items-center overflow-auto bg-side p-4 -outline-offset-2"
      >
        {isBroken ? (
          <p className="text-sm text-danger">The picture could not be shown.</p>
        ) : (
          // biome-ignore lint/performance/noImgElement: there is no other size of it, and an optimiser would have to open it
          <img
            src={toFileUrl(fileId, 'inline')}
            alt={name}
            className="max-w-full bg-white shadow"
            onError={() => setBroken(true)}
          />
        )}
      </section>
    </>
  );
}
