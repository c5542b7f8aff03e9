import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { loadPdf } from './load-pdf.ts';

export type OpenedPdf = { document: PDFDocumentProxy; pageCount: number; width: number; height: number };

/** A PDF with the size of its first page in points; `'failed'` when it cannot be opened. */
export function usePdf(url: string): OpenedPdf | 'failed' | null {
  const [opened, setOpened] = useState<OpenedPdf | 'failed' | null>(null);
  useEffect(() => {
    setOpened(null);
    let isCurrent = true;
    const task = loadPdf(url);
    const open = async () => {
      const document = await task.promise;
      const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
      if (isCurrent) setOpened({ document, pageCount: document.numPages, width, height });
    };
    open().catch(() => isCurrent && setOpened('failed'));
    return () => {
      isCurrent = false;
      void task.destroy();
    };
  }, [url]);
  return opened;
}
