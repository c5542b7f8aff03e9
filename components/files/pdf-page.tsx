'use client';
import './pdf-page.css';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { type DrawnText, drawPage } from './draw-page.ts';
import { markText, unmarkText } from './mark-text.ts';

type PdfPageProps = {
  document: PDFDocumentProxy;
  number: number;
  scale: number;
  width: number;
  height: number;
  /** What is to be marked on this page. */
  quote: { text: string; near: number } | null;
  /** `null`: the page does not show it. */
  onMarked(mark: HTMLElement | null): void;
  /** Its real size, in points. */
  onSize(number: number, width: number, height: number): void;
};

export function PdfPage({ document, number, scale, width, height, quote, onMarked, onSize }: PdfPageProps) {
  const picture = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<DrawnText | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const hosts = { picture: picture.current as HTMLElement, text: text.current as HTMLElement };
    drawPage(document, { number, scale, signal: controller.signal }, hosts)
      .then((result) => result && setDrawn(result))
      .catch(() => setBroken(!controller.signal.aborted));
    return () => controller.abort();
  }, [document, number, scale]);
  useEffect(() => {
    let isHere = true;
    document.getPage(number).then(
      (page) => {
        const size = page.getViewport({ scale: 1 });
        if (isHere) onSize(number, size.width, size.height);
      },
      () => setBroken(true),
    );
    return () => {
      isHere = false;
    };
  }, [document, number, onSize]);
  const wanted = quote?.text;
  const near = quote?.near ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onMarked` only tells
  useEffect(() => {
    if (!drawn || wanted === undefined) return;
    onMarked(markText(drawn, wanted, near));
    return () => unmarkText(drawn);
  }, [drawn, wanted, near]);
  return (
    <section
      aria-label={`Page ${number}`}
      className="pdf-page"
      style={{ width, height, '--total-scale-factor': scale, '--scale-factor': scale } as CSSProperties}
    >
      {isBroken && <p className="p-6 text-sm text-[#a3271d]">This page could not be shown.</p>}
      <div ref={picture} className="size-full" />
      <div ref={text} />
    </section>
  );
}
