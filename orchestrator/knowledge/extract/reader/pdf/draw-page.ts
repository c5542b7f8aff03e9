import type { Canvas } from '@napi-rs/canvas';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Letters of usual size have some 30 pixels then, which suits the recognition. */
const DOTS_PER_POINT = 200 / 72;
const MAX_SIDE_PIXELS = 4_000;

type Factory = { create(width: number, height: number): { canvas: Canvas }; destroy(entry: { canvas: Canvas }): void };

/** A picture of a page, as it would be printed. */
export async function drawPage(pdf: PDFDocumentProxy, page: PDFPageProxy): Promise<Uint8Array> {
  const plain = page.getViewport({ scale: 1 });
  const scale = Math.min(DOTS_PER_POINT, MAX_SIDE_PIXELS / Math.max(plain.width, plain.height));
  const viewport = page.getViewport({ scale });
  const factory = pdf.canvasFactory as Factory;
  const drawing = factory.create(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  try {
    await page.render({ canvas: drawing.canvas as unknown as HTMLCanvasElement, viewport }).promise;
    return await drawing.canvas.encode('png');
  } finally {
    factory.destroy(drawing);
  }
}
