import type { DocumentBlock, DocumentOutline } from '../../core/documents.ts';
import { type Range, trimRange } from './trim-range.ts';

/** A block without blank edges, and where it stands. */
export type Segment = Range & {
  kind: DocumentBlock['kind'];
  page: number | null;
  /** Headings above it, outermost first; of a heading, with itself. */
  headingPath: string[];
  /** Grows with every heading of the highest level that the document has. */
  section: number;
  /** Of a table row: where its header is. */
  header: Range | null;
};

const MAX_HEADING_CHARS = 200;

/** The blocks, and as paragraphs what lies between them, for no text may be lost. */
function* allBlocks(text: string, blocks: readonly DocumentBlock[]): Generator<DocumentBlock> {
  let at = 0;
  for (const block of blocks) {
    const start = Math.max(at, block.start);
    const end = Math.min(text.length, block.end);
    if (end <= start) continue;
    const page = block.page === undefined ? {} : { page: block.page };
    if (start > at) yield { kind: 'paragraph', start: at, end: start, ...page };
    yield { ...block, start, end };
    at = end;
  }
  if (at < text.length) yield { kind: 'paragraph', start: at, end: text.length };
}

function toTitle(text: string, start: number, end: number): string {
  return text
    .slice(start, Math.min(end, start + MAX_HEADING_CHARS))
    .replaceAll(/\s+/g, ' ')
    .toWellFormed();
}

/** Never throws, whatever the outline says. */
export function* toSegments(text: string, outline: DocumentOutline): Generator<Segment> {
  const levels = outline.blocks.filter(({ kind }) => kind === 'heading').map(({ level }) => level ?? 1);
  const topLevel = levels.reduce((least, level) => Math.min(least, level), Number.POSITIVE_INFINITY);
  let open: { level: number; title: string }[] = [];
  let headingPath: string[] = [];
  let header: Segment['header'] = null;
  let page: number | null = null;
  let section = 0;
  for (const block of allBlocks(text, outline.blocks)) {
    page = block.page ?? page;
    const range = trimRange(text, block);
    if (!range) continue;
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      open = [...open.filter((above) => above.level < level), { level, title: toTitle(text, range.start, range.end) }];
      headingPath = open.map(({ title }) => title);
      if (level <= topLevel) section += 1;
    }
    if (block.kind === 'table_header') header = range;
    else if (block.kind !== 'table_row') header = null;
    yield { kind: block.kind, ...range, page, headingPath, section, header: block.kind === 'table_row' ? header : null };
  }
}
