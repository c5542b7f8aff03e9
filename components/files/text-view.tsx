'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useExtractedText } from '../../lib/client/files.ts';
import { countPieces, pieceOf, toPart } from '../../lib/client/files-text-pieces.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { QuoteNote } from './quote-note.tsx';
import { TextPiece } from './text-piece.tsx';
import type { Quote } from './use-quote.ts';

type TextViewProps = {
  fileId: string;
  name: string;
  /** As highlighters call it; `null`: prose. */
  language: string | null;
  quote: Quote | null;
};

const USUAL_PIECE_PX = 1_600;

/** The text that was read from a file; only what is near the screen is fetched and shown. */
export default function TextView({ fileId, name, language, quote }: TextViewProps) {
  const { limit } = toPart(0);
  const { data, error, mutate } = useExtractedText(fileId, 0, limit);
  const [isMarked, setMarked] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const count = countPieces(data?.total_chars ?? 0);
  const pieces = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_PIECE_PX,
    overscan: 1,
  });
  const cited = usePieceOf(fileId, quote);
  const show = () => {
    const mark = scroller.current?.querySelector('mark');
    if (mark) mark.scrollIntoView({ block: 'center' });
    else if (cited !== null) pieces.scrollToIndex(cited, { align: 'start' });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there once for each place that is asked for
  useEffect(() => {
    setMarked(false);
    if (cited !== null && count > 0) pieces.scrollToIndex(cited, { align: 'start' });
  }, [cited, count, quote]);
  if (error) return <Failure error={error} onRetry={() => void mutate()} />;
  if (!data) return <p className="pulse p-6 text-sm text-muted">Opening…</p>;
  if (data.total_chars === 0) return <p className="p-6 text-sm text-muted">There is no text in this file.</p>;
  return (
    <>
      {quote && <QuoteNote text={quote.text} state={isMarked ? 'Highlighted in the text' : 'Looking for it…'} onShow={show} />}
      <section
        ref={scroller}
        aria-label={`Text of ${name}`}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto -outline-offset-2"
      >
        <div className="relative" style={{ height: pieces.getTotalSize() }}>
          {pieces.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              ref={pieces.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <TextPiece fileId={fileId} piece={index} language={language} quote={quote} onMarked={() => setMarked(true)} />
            </div>
          ))}
        </div>
      </section>
    </>
  );
}

/** The piece where a quotation begins; `null` until that is known. */
function usePieceOf(fileId: string, quote: Quote | null): number | null {
  const { offset, limit } = toPart(quote === null ? 0 : pieceOf(quote.start, null));
  const { data } = useExtractedText(quote === null ? null : fileId, offset, limit);
  return quote && data ? pieceOf(quote.start, data) : null;
}

function Failure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const { code, message } = toAppError(error);
  return (
    <div role="alert" className="grid justify-items-start gap-3 p-6 text-sm">
      <p>{code === 'CONFLICT' ? 'The text is not there yet: the file is still being read.' : message}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
