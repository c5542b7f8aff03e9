import type { FileText } from '../../lib/contract/files.ts';
import type { DocumentOutline } from '../core/documents.ts';

/** A part of a text with the pages that it touches. Offsets in UTF-16 units. */
export function sliceText(text: string, outline: DocumentOutline | null, offset: number, limit: number): FileText {
  const start = Math.min(offset, text.length);
  const end = Math.min(start + limit, text.length);
  const pages = new Map<number, { page: number; char_start: number; char_end: number }>();
  for (const block of outline?.blocks ?? []) {
    if (block.page === undefined) continue;
    const page = pages.get(block.page);
    if (page) page.char_end = block.end;
    else pages.set(block.page, { page: block.page, char_start: block.start, char_end: block.end });
  }
  return {
    text: text.slice(start, end),
    offset: start,
    total_chars: text.length,
    pages: [...pages.values()].filter(({ char_start, char_end }) => char_start < end && char_end > start),
  };
}
