import { type PDFDocumentProxy, type RenderTask, TextLayer } from 'pdfjs-dist';

/** Larger pictures fail on phones. */
const MOST_PIXELS = 16_000_000;

export type DrawnText = { spans: readonly HTMLElement[]; pieces: readonly string[] };

type Hosts = { picture: HTMLElement; text: HTMLElement };

/** Draws a page and lays its text over the picture. Abort: stops quietly. Throws when the page is damaged. */
export async function drawPage(
  document: PDFDocumentProxy,
  { number, scale, signal }: { number: number; scale: number; signal: AbortSignal },
  { picture, text }: Hosts,
): Promise<DrawnText | null> {
  const page = await document.getPage(number);
  if (signal.aborted) return null;
  const viewport = page.getViewport({ scale });
  const density = Math.min(globalThis.devicePixelRatio, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
  const canvas = globalThis.document.createElement('canvas');
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  const rendering = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  const host = globalThis.document.createElement('div');
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: host, viewport });
  const stop = () => cancel(rendering, layer);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all([rendering.promise, layer.render()]);
  } catch (thrown) {
    if (signal.aborted) return null;
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  host.className = 'textLayer';
  picture.replaceChildren(canvas);
  text.replaceChildren(host);
  return { spans: layer.textDivs, pieces: layer.textContentItemsStr };
}

function cancel(rendering: RenderTask, layer: TextLayer): void {
  rendering.cancel();
  layer.cancel();
}
