'use client';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { WholeText } from '../../lib/client/files.ts';
import { isTable, toRows } from '../../lib/client/files-sheets.ts';
import { type SlideBlock, toSlides } from '../../lib/client/files-slides.ts';
import { QuoteNote } from './quote-note.tsx';
import { SheetTable } from './sheet-table.tsx';
import type { Quote } from './use-quote.ts';

type SlidesViewProps = { name: string; text: WholeText; page: number | null; quote: Quote | null };

/** A presentation, slide by slide, as text. */
export function SlidesView({ name, text, page, quote }: SlidesViewProps) {
  const slides = useMemo(() => toSlides(text), [text]);
  const [isMarked, setMarked] = useState(false);
  const scroller = useRef<HTMLElement>(null);
  const show = () => {
    const place =
      scroller.current?.querySelector('mark, [data-cited="true"]') ?? scroller.current?.querySelector(`#slide-${page}`);
    place?.scrollIntoView({ block: place.id === '' ? 'center' : 'start' });
    if (place?.id === '') setMarked(true);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there once for each place that is asked for
  useEffect(show, [slides, page, quote]);
  return (
    <>
      {quote && <QuoteNote text={quote.text} state={isMarked ? 'Highlighted on the slide' : 'Looking for it…'} onShow={show} />}
      <section
        ref={scroller}
        aria-label={`Text of ${name}`}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto p-4 -outline-offset-2"
      >
        <ol className="mx-auto grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-3">
          {slides.map(({ page: number, title, blocks }) => (
            <li key={number} id={`slide-${number}`} className="slide">
              <p className="text-[13px] text-muted">
                Slide {number} of {slides.length}
              </p>
              {title && (
                <h3 className="text-lg leading-snug font-semibold">
                  <Marked block={title} quote={quote} />
                </h3>
              )}
              {blocks.map((block) =>
                isTable(block.text) ? (
                  <SheetTable
                    key={block.start}
                    label={`Table on slide ${number}`}
                    rows={toRows(block.text, block.start, false)}
                    quote={quote}
                    onMarked={() => setMarked(true)}
                    className="mt-2 w-fit max-w-full"
                  />
                ) : (
                  <p key={block.start} dir="auto" className="mt-2 text-start text-[15px] wrap-anywhere whitespace-pre-wrap">
                    <Marked block={block} quote={quote} />
                  </p>
                ),
              )}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function Marked({ block: { start, text }, quote }: { block: SlideBlock; quote: Quote | null }): ReactNode {
  const from = quote ? Math.max(quote.start - start, 0) : 0;
  const to = quote ? Math.min(quote.end - start, text.length) : 0;
  if (from >= to) return text;
  return (
    <>
      {text.slice(0, from)}
      <mark className="passage-mark">{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}
