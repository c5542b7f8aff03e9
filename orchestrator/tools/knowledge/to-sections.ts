import type { DocumentOutline } from '../../core/documents.ts';

/** A stretch of an extracted text on one page, or of a text without pages. */
export type Section = { page?: number; charStart: number; text: string };

/** Where the pages of a document begin, in order. */
export function toPages(outline: DocumentOutline | null, length: number): { page: number; start: number; end: number }[] {
  const starts = new Map<number, number>();
  for (const { page, start } of outline?.blocks ?? []) {
    if (page !== undefined && !starts.has(page)) starts.set(page, start);
  }
  const pages = [...starts].map(([page, start]) => ({ page, start })).sort((a, b) => a.start - b.start);
  return pages.map((page, at) => ({ ...page, end: pages[at + 1]?.start ?? length }));
}

function toSection(text: string, start: number, end: number, page?: number): Section[] {
  const part = text.slice(start, end);
  const trimmed = part.trim();
  const charStart = start + (part.length - part.trimStart().length);
  return trimmed === '' ? [] : [{ ...(page === undefined ? {} : { page }), charStart, text: trimmed }];
}

/** A stretch of a text, cut where pages begin; each part exactly as it stands in the whole. */
export function toSections(text: string, outline: DocumentOutline | null, from: number, to: number): Section[] {
  const pages = toPages(outline, text.length);
  const [first] = pages;
  if (!first) return toSection(text, from, to);
  const before = from < first.start ? toSection(text, from, Math.min(to, first.start)) : [];
  return [...before, ...pages.flatMap(({ page, start, end }) => toSection(text, Math.max(start, from), Math.min(end, to), page))];
}
