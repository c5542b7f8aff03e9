import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ExtractionError } from '../../../../core/documents.ts';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const directory = (name: string) => `${join(PACKAGE, name)}/`;

const MAX_PAGES = 20_000;
const MAX_IMAGE_PIXELS = 100_000_000;

const OPTIONS = {
  verbosity: 0,
  disableFontFace: true,
  useSystemFonts: false,
  maxImageSize: MAX_IMAGE_PIXELS,
  // Characters of Chinese, Japanese and Korean fonts, the fonts that every reader has, and decoders of scans.
  cMapUrl: directory('cmaps'),
  cMapPacked: true,
  standardFontDataUrl: directory('standard_fonts'),
  wasmUrl: directory('wasm'),
};

/** Throws `ENCRYPTED` when a password is needed, `TOO_COMPLEX` for more pages than anyone reads. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const pdf = await getDocument({ ...OPTIONS, data: new Uint8Array(bytes) }).promise.catch((error: unknown) => {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    throw new ExtractionError(isLocked ? 'ENCRYPTED' : 'DAMAGED', error);
  });
  if (pdf.numPages > MAX_PAGES) throw new ExtractionError('TOO_COMPLEX', `${pdf.numPages} pages`);
  return pdf;
}
