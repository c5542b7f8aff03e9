import { type DocumentBlock, ExtractionError } from '../../../core/documents.ts';

export type BlockKind = DocumentBlock['kind'];

export type TextBuilder = {
  /** Appends a block; what holds no visible character is left out. Throws `TOO_COMPLEX` over the limit. */
  add(kind: BlockKind, text: string, level?: number): void;
  /** Of the blocks from here on; `null`: none. */
  setPage(page: number | null): void;
  finish(): { text: string; blocks: DocumentBlock[] };
};

/** What takes blocks, wherever they go. */
export type BlockSink = Pick<TextBuilder, 'add'>;

const TIGHT = new Set<BlockKind>(['list_item', 'table_header', 'table_row']);
const MAX_LEVEL = 9;

/** Lines end with `\n`, there is no U+0000 (databases refuse it) and no half of a surrogate pair; else the text is as it was. */
function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\u0000', '').toWellFormed();
}

/** Code keeps the indentation of its first line. */
function trim(kind: BlockKind, text: string): string {
  return kind === 'code' ? text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd() : text.trim();
}

/** The text of a document and its blocks, with only white space between them. */
export function createTextBuilder(maxChars: number): TextBuilder {
  const parts: string[] = [];
  const blocks: DocumentBlock[] = [];
  let length = 0;
  let page: number | null = null;

  return {
    add(kind, raw, level) {
      const text = trim(kind, clean(raw));
      if (text === '') return;
      const before = blocks.at(-1);
      const gap = before === undefined ? '' : TIGHT.has(before.kind) && TIGHT.has(kind) ? '\n' : '\n\n';
      const start = length + gap.length;
      length = start + text.length;
      if (length > maxChars) throw new ExtractionError('TOO_COMPLEX', `more than ${maxChars} characters`);
      parts.push(gap, text);
      blocks.push({
        kind,
        start,
        end: length,
        ...(page === null ? {} : { page }),
        ...(kind === 'heading' ? { level: Math.min(MAX_LEVEL, Math.max(1, level ?? 1)) } : {}),
      });
    },
    setPage(next) {
      page = next;
    },
    finish: () => ({ text: parts.join(''), blocks }),
  };
}
