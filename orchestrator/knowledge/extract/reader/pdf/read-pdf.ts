import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ExtractionError } from '../../../../core/documents.ts';
import { wordsOf } from '../join-lines.ts';
import type { ReadContext, Source } from '../read-context.ts';
import { openPdf } from './open-pdf.ts';
import { bodySizeOf, isLarge, type PageBlock, toBlocks } from './page-blocks.ts';
import { type Line, toLines } from './page-lines.ts';
import { runningLines } from './running-lines.ts';

/** A page with fewer is a picture with a page number at most. */
const LEAST_CHARS = 15;
const MAX_LEVEL = 6;

type Page = { lines: Line[]; recognised: string[] };

const lettersOf = (texts: readonly string[]) => texts.join('').replace(/[^\p{L}]+/gu, '').length;
const charsOf = (lines: readonly Line[]) => lines.reduce((sum, { text }) => sum + text.length, 0);

async function recognise(pdf: PDFDocumentProxy, page: PDFPageProxy, { recogniser }: ReadContext): Promise<string[]> {
  // Heavy, and most documents have their text with them.
  const { drawPage } = await import('./draw-page.ts');
  return recogniser.recognise(await drawPage(pdf, page));
}

/** Nothing when the page's own few words are as much: recognition knows fewer languages, and errs. */
async function recognised(pdf: PDFDocumentProxy, page: PDFPageProxy, lines: readonly Line[], context: ReadContext) {
  const found = await recognise(pdf, page, context);
  return lettersOf(found) > lettersOf(lines.map(({ text }) => text)) * 2 ? found : [];
}

/** Lines of all pages; pages that are pictures are recognised while there is time. */
async function readPages(pdf: PDFDocumentProxy, context: ReadContext): Promise<Page[]> {
  const pages: Page[] = [];
  let chars = 0;
  let recognisedPages = 0;
  let passedOver = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const lines = toLines(await page.getTextContent());
    const isPicture = charsOf(lines) < LEAST_CHARS;
    const hasTime = performance.now() < context.softDeadline;
    const found = isPicture && hasTime ? await recognised(pdf, page, lines, context) : [];
    if (found.length > 0) recognisedPages += 1;
    if (isPicture && !hasTime) passedOver += 1;
    page.cleanup();
    pages.push({ lines: found.length > 0 ? [] : lines, recognised: found });
    chars += charsOf(lines);
    if (chars > context.limits.maxChars) throw new ExtractionError('TOO_COMPLEX', 'too much text');
    context.progress(number / pdf.numPages, `page ${number} of ${pdf.numPages}`);
  }
  if (recognisedPages > 0) context.note(`The text of ${count(recognisedPages)} was recognised in a picture and may have errors.`);
  if (passedOver > 0) context.note(`${count(passedOver)} without text could not be recognised in the time allowed.`);
  return pages;
}

const count = (pages: number) => (pages === 1 ? '1 page' : `${pages} pages`);

/** The larger, the higher: levels of headings by their sizes. */
function createLevels(blocks: readonly PageBlock[]): (size: number) => number {
  const sizes = blocks.filter(({ kind }) => kind === 'heading').map(({ size }) => Math.round(size));
  const steps = [...new Set(sizes)].sort((one, other) => other - one);
  return (size) => Math.min(MAX_LEVEL, steps.indexOf(Math.round(size)) + 1);
}

async function titleOf(pdf: PDFDocumentProxy): Promise<string> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title: unknown = (info as Record<string, unknown>).Title;
  return typeof title === 'string' ? title : '';
}

/** Text by pages. Throws `NO_TEXT_LAYER` when there is none and none could be recognised. */
export async function readPdf({ bytes }: Source, context: ReadContext): Promise<void> {
  const pdf = await openPdf(bytes);
  context.setPageCount(pdf.numPages);
  const pages = await readPages(pdf, context);
  const lines = pages.map((page) => page.lines);
  const bodySize = bodySizeOf(lines);
  const running = runningLines(lines, (line) => isLarge(line, bodySize));
  const words = wordsOf(lines.flat().map(({ text }) => text));
  const laidOut = lines.map((ofPage) =>
    toBlocks(
      ofPage.filter((line) => !running.has(line)),
      bodySize,
      words,
    ),
  );
  const levelOf = createLevels(laidOut.flat());
  let isEmpty = true;
  for (const [index, blocks] of laidOut.entries()) {
    context.out.setPage(index + 1);
    const { recognised } = pages[index] as Page;
    for (const text of recognised) context.out.add('paragraph', text);
    for (const { kind, text, size } of blocks) context.out.add(kind, text, levelOf(size));
    isEmpty &&= recognised.length === 0 && blocks.length === 0;
  }
  context.setTitle((await titleOf(pdf)) || (laidOut[0]?.find(({ kind }) => kind === 'heading')?.text ?? ''));
  if (running.size > 0) context.note('Headers, footers and page numbers that repeat were left out.');
  if (isEmpty) throw new ExtractionError('NO_TEXT_LAYER');
}
