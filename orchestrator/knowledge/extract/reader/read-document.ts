import { type DocumentBlock, ExtractionError } from '../../../core/documents.ts';
import type { ExtractLimits, ReadSummary } from '../protocol.ts';
import { createTextBuilder } from './create-text-builder.ts';
import { documentFormat } from './document-format.ts';
import { type DocumentFormat, FORMATS } from './formats.ts';
import type { ReadContext, Source } from './read-context.ts';
import { createRecogniser } from './recognise-text.ts';

/** Of the time limit; the rest is for what has been read already. */
const SOFT_SHARE = 0.75;
const MAX_UNPACKED_BYTES = 500 * 2 ** 20;
const MAX_NOTES = 50;
const MAX_LABEL_CHARS = 300;

/** A picture without text is nothing wrong; any other document without text is. */
const MAY_BE_EMPTY: DocumentFormat = 'image';

async function formatOf(source: Source): Promise<DocumentFormat> {
  if (source.bytes.length === 0) throw new ExtractionError('EMPTY');
  const format = await documentFormat(source);
  if (format === null) throw new ExtractionError('UNSUPPORTED', source.mimeType);
  return format;
}

/** Below its own heading, with its headings below that; its pages are no pages of the whole. */
async function readPart(part: Source, heading: string, outer: ReadContext): Promise<void> {
  const depth = outer.depth + 1;
  const read = await FORMATS[await formatOf(part)]();
  const { out } = outer;
  out.add('heading', heading, 1);
  const inner: ReadContext = {
    ...outer,
    depth,
    out: { ...out, add: (kind, text, level) => out.add(kind, text, (level ?? 1) + 1), setPage: () => {} },
    progress: () => {},
    note: (text) => outer.note(`${heading}: ${text}`),
    setTitle: () => {},
    setPageCount: () => {},
    readPart: (next, nextHeading) => readPart(next, nextHeading, inner),
  };
  await read(part, inner);
}

function clean(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed()
    .slice(0, MAX_LABEL_CHARS);
}

/** Reads a document of any format. Throws `ExtractionError`, or what a library throws. */
export async function readDocument(
  source: Source,
  limits: ExtractLimits,
  progress: ReadContext['progress'],
): Promise<{ text: string; blocks: DocumentBlock[]; summary: ReadSummary }> {
  const out = createTextBuilder(limits.maxChars);
  const notes = new Set<string>();
  const summary: ReadSummary = { pageCount: null, notes: [] };
  const shared = {
    limits,
    budget: { bytes: MAX_UNPACKED_BYTES },
    softDeadline: performance.now() + limits.timeoutMs * SOFT_SHARE,
    recogniser: createRecogniser(),
    progress,
    note: (text: string) => void (notes.size < MAX_NOTES && notes.add(clean(text))),
  };
  const context: ReadContext = {
    ...shared,
    out,
    depth: 0,
    setTitle(title) {
      const text = clean(title);
      if (text !== '') summary.title ??= text;
    },
    setPageCount(pages) {
      summary.pageCount = pages;
    },
    readPart: (part, heading) => readPart(part, heading, context),
  };
  const format = await formatOf(source);
  const read = await FORMATS[format]();
  await read(source, context);
  const { text, blocks } = out.finish();
  if (text === '' && format !== MAY_BE_EMPTY) throw new ExtractionError('EMPTY');
  return { text, blocks, summary: { ...summary, notes: [...notes] } };
}
