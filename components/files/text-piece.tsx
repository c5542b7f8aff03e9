'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useExtractedText } from '../../lib/client/files.ts';
import { toPart, toPiece } from '../../lib/client/files-text-pieces.ts';
import type { Quote } from './use-quote.ts';

type TextPieceProps = { fileId: string; piece: number; language: string | null; quote: Quote | null; onMarked(): void };

export function TextPiece({ fileId, piece, language, quote, onMarked }: TextPieceProps) {
  const { offset, limit } = toPart(piece);
  const { data } = useExtractedText(fileId, offset, limit);
  if (!data) return <p className="pulse h-96 px-5 py-2 text-sm text-muted">Reading…</p>;
  const { text, start } = toPiece(piece, data);
  const from = quote ? Math.max(quote.start - start, 0) : 0;
  const to = quote ? Math.min(quote.end - start, text.length) : 0;
  const isMarked = quote !== null && from < to;
  return (
    <div
      className={`px-5 wrap-anywhere whitespace-pre-wrap ${piece === 0 ? 'pt-4' : ''} ${
        language === null ? 'text-[15px] leading-relaxed' : 'font-mono text-[13px] leading-normal'
      }`}
    >
      {isMarked ? (
        <>
          {text.slice(0, from)}
          <Mark text={text.slice(from, to)} isFirst={quote.start >= start} onMarked={onMarked} />
          {text.slice(to)}
        </>
      ) : (
        <Coloured text={text} language={language} />
      )}
    </div>
  );
}

function Mark({ text, isFirst, onMarked }: { text: string; isFirst: boolean; onMarked(): void }) {
  const mark = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it appears or is another
  useEffect(() => {
    if (!isFirst) return;
    // The list places its pieces once it has measured them.
    const frame = requestAnimationFrame(() => mark.current?.scrollIntoView({ block: 'center' }));
    onMarked();
    return () => cancelAnimationFrame(frame);
  }, [text, isFirst]);
  return (
    <mark ref={mark} className="passage-mark">
      {text}
    </mark>
  );
}

function Coloured({ text, language }: { text: string; language: string | null }): ReactNode {
  const [coloured, setColoured] = useState<{ text: string; content: ReactNode } | null>(null);
  useEffect(() => {
    if (language === null) return;
    let isCurrent = true;
    import('../ui/highlight.ts')
      .then(({ highlight }) => isCurrent && setColoured({ text, content: highlight(text, language) }))
      .catch(() => {
        // Offline before the highlighter was loaded: plain code is still right.
      });
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return (coloured?.text === text && coloured.content) || text;
}
