'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { PdfPage } from './pdf-page.tsx';
import { PdfToolbar } from './pdf-toolbar.tsx';
import { QuoteNote } from './quote-note.tsx';
import { type OpenedPdf, usePdf } from './use-pdf.ts';
import type { Quote } from './use-quote.ts';

type PdfViewProps = {
  url: string;
  name: string;
  /** Where to begin. */
  page: number | null;
  quote: Quote | null;
  onFailed(): void;
};

export default function PdfView({ url, onFailed, ...rest }: PdfViewProps) {
  const pdf = usePdf(url);
  useEffect(() => {
    if (pdf === 'failed') onFailed();
  }, [pdf, onFailed]);
  if (pdf === null || pdf === 'failed') return <p className="pulse p-6 text-sm text-muted">Opening…</p>;
  return <Pages key={url} pdf={pdf} {...rest} />;
}

const GAP_PX = 14;
const EDGE_PX = 14;

type PagesProps = Omit<PdfViewProps, 'url' | 'onFailed'> & { pdf: OpenedPdf };

function Pages({ pdf, name, page, quote }: PagesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const room = useWidth(scroller) - 2 * EDGE_PX;
  const { toSize, onSize } = useSizes(pdf);
  const scale = (Math.max(200, room) / pdf.width) * zoom;
  const pages = useVirtualizer({
    count: pdf.pageCount,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => toSize(index + 1).height * scale + GAP_PX,
    overscan: 1,
    paddingStart: EDGE_PX,
    paddingEnd: EDGE_PX,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: all sizes follow from these
  useEffect(() => pages.measure(), [scale, toSize]);
  const first = quote?.pages[0]?.page ?? page;
  const { state, onMarked, showMark } = useMark(quote, (number) => pages.scrollToIndex(number - 1, { align: 'start' }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there once for each place that is asked for
  useEffect(() => {
    if (first !== null && room > 0) pages.scrollToIndex(Math.min(first, pdf.pageCount) - 1, { align: 'start' });
  }, [first, room > 0]);
  const shown = pages.getVirtualItems();
  const middle = (pages.scrollOffset ?? 0) + (pages.scrollRect?.height ?? 0) / 2;
  const current = (shown.find((item) => item.end > middle) ?? shown.at(-1))?.index ?? 0;
  return (
    <>
      {quote && <QuoteNote text={quote.text} state={state} onShow={showMark} />}
      <PdfToolbar
        page={current + 1}
        pageCount={pdf.pageCount}
        zoom={zoom}
        onPage={(number) => pages.scrollToIndex(number - 1, { align: 'start' })}
        onZoom={setZoom}
      />
      <section
        ref={scroller}
        aria-label={`Pages of ${name}`}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto bg-side -outline-offset-2"
      >
        <div className="relative" style={{ height: pages.getTotalSize(), minWidth: pdf.width * scale + 2 * EDGE_PX }}>
          {room > 0 &&
            shown.map(({ key, index, start }) => {
              const size = toSize(index + 1);
              const cited = quote?.pages.find((item) => item.page === index + 1);
              return (
                <div key={key} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
                  <PdfPage
                    document={pdf.document}
                    number={index + 1}
                    scale={scale}
                    width={size.width * scale}
                    height={size.height * scale}
                    quote={quote && cited ? { text: quote.text, near: cited.near } : null}
                    onMarked={(mark) => onMarked(index + 1, mark)}
                    onSize={onSize}
                  />
                </div>
              );
            })}
        </div>
      </section>
    </>
  );
}

/** Pages are taken to be as large as the first until they are opened. */
function useSizes(pdf: OpenedPdf) {
  const [sizes, setSizes] = useState<Readonly<Record<number, { width: number; height: number }>>>({});
  const { width: usualWidth, height: usualHeight } = pdf;
  const toSize = useCallback(
    (number: number) => sizes[number] ?? { width: usualWidth, height: usualHeight },
    [sizes, usualWidth, usualHeight],
  );
  const onSize = useCallback(
    (number: number, width: number, height: number) => {
      setSizes((known) => {
        const before = known[number] ?? { width: usualWidth, height: usualHeight };
        return before.width === width && before.height === height ? known : { ...known, [number]: { width, height } };
      });
    },
    [usualWidth, usualHeight],
  );
  return { toSize, onSize };
}

/** Brings the first mark of a quotation into view when it is there, and says where it is. */
function useMark(quote: Quote | null, goTo: (page: number) => void) {
  const [found, setFound] = useState<{ quote: Quote; page: number; isMarked: boolean } | null>(null);
  const first = quote?.pages[0]?.page ?? null;
  const onMarked = (page: number, mark: HTMLElement | null) => {
    if (quote === null || (found?.quote === quote && found.isMarked)) return;
    // It may begin at the very end of a page that shows too little of it to be sure.
    if (mark || page === quote.pages.at(-1)?.page) setFound({ quote, page, isMarked: mark !== null });
    mark?.scrollIntoView({ block: 'center', inline: 'nearest' });
  };
  const isCurrent = found !== null && found.quote === quote;
  const page = isCurrent ? found.page : first;
  return {
    onMarked,
    state: !isCurrent
      ? 'Looking for it…'
      : found.isMarked
        ? `Highlighted on page ${page}`
        : `On page ${page}; it could not be marked there`,
    showMark: () => {
      const mark = document.querySelector('.pdf-mark');
      if (mark) mark.scrollIntoView({ block: 'center', inline: 'nearest' });
      else if (page !== null) goTo(page);
    },
  };
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observed = element.current;
    if (!observed) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
