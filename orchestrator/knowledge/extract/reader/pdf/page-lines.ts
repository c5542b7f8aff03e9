import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { composeLetters } from './compose-letters.ts';
import { isRightToLeft, type Placed, toReadingOrder } from './reading-order.ts';

type Content = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;
type TextItem = Extract<Content['items'][number], { str: string }>;

/** A line as it stands on the page, and its parts between wide gaps. Places and sizes in points, `y` from the bottom. */
export type Line = {
  text: string;
  cells: string[];
  x: number;
  endX: number;
  y: number;
  size: number;
  /** How far it stands in, from the side where its script begins. */
  indent: number;
};

/** Of the size of the letters. */
const SAME_LINE = 0.6;
const WORD_GAP = 0.15;
const CELL_GAP = 1.1;

/** What was set one after the other on one height; `isRtl` once it holds a letter of Hebrew, Arabic and the like. */
type Group = { items: Placed[]; x: number; endX: number; y: number; size: number; isRtl: boolean };

function place(item: TextItem): Placed {
  const [, , c = 0, d = 0, x = 0, y = 0] = item.transform as number[];
  return { text: item.str, x, y, endX: x + item.width, size: Math.hypot(c, d) || item.height };
}

function continues(group: Group, next: Placed): boolean {
  const height = Math.max(group.size, next.size);
  if (Math.abs(next.y - group.y) >= height * SAME_LINE) return false;
  if (next.x - group.endX > -height) return true;
  return (group.isRtl || isRightToLeft(next.text)) && group.x - next.endX > -height;
}

function append(group: Group, next: Placed): void {
  group.items.push(next);
  group.isRtl ||= isRightToLeft(next.text);
  group.x = Math.min(group.x, next.x);
  group.endX = Math.max(group.endX, next.endX);
  // A raised figure does not make the line small, nor a first one the line raised.
  if (next.size > group.size) {
    group.size = next.size;
    group.y = next.y;
  }
}

/** The parts of a line; what is between two of them is a gap that no word space is. */
function toCells(items: readonly Placed[], isRtl: boolean): string[] {
  const cells: string[] = [];
  let edge: number | null = null;
  for (const { text, x, endX, size } of items) {
    const isBlank = text.trim() === '';
    const gap = edge === null || isBlank ? 0 : isRtl ? edge - endX : x - edge;
    if (cells.length === 0 || gap > size * CELL_GAP) cells.push(text);
    else cells.push(`${cells.pop() ?? ''}${gap > size * WORD_GAP ? ' ' : ''}${isBlank ? ' ' : text}`);
    if (!isBlank) edge = isRtl ? Math.min(edge ?? x, x) : Math.max(edge ?? endX, endX);
  }
  return cells.map((cell) => composeLetters(cell.replace(/\s+/g, ' ').trim()));
}

function toLine({ items, x, endX, y, size, isRtl }: Group): Line {
  const cells = toCells(isRtl ? toReadingOrder(items) : items, isRtl);
  return { text: cells.join(' '), cells, x, endX, y, size, indent: isRtl ? -endX : x };
}

/** The lines of a page in the order in which they were set, which with few exceptions is that of reading. */
export function toLines({ items }: Content): Line[] {
  const groups: Group[] = [];
  let current: Group | null = null;
  for (const item of items) {
    if (!('str' in item) || item.str === '') continue;
    const placed = place(item);
    if (item.str.trim() === '') current?.items.push(placed);
    else if (current !== null && continues(current, placed)) append(current, placed);
    else {
      const { x, endX, y, size } = placed;
      current = { items: [placed], x, endX, y, size, isRtl: isRightToLeft(placed.text) };
      groups.push(current);
    }
  }
  return groups.map(toLine);
}
