import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

type Content = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;
type TextItem = Extract<Content['items'][number], { str: string }>;

/** A line as it stands on the page, and its parts between wide gaps. Places and sizes in points, `y` from the bottom. */
export type Line = { text: string; cells: string[]; x: number; endX: number; y: number; size: number };

/** Of the size of the letters. */
const SAME_LINE = 0.6;
const WORD_GAP = 0.15;
const CELL_GAP = 1.1;

type Placed = { item: TextItem; x: number; y: number; endX: number; size: number };

function place(item: TextItem): Placed {
  const [, , c = 0, d = 0, x = 0, y = 0] = item.transform as number[];
  return { item, x, y, endX: x + item.width, size: Math.hypot(c, d) || item.height };
}

function continues(line: Line, { x, y, size }: Placed): boolean {
  const height = Math.max(line.size, size);
  const gap = x - line.endX;
  return Math.abs(y - line.y) < height * SAME_LINE && gap > -height;
}

function append(line: Line, { item, x, endX, size, y }: Placed): void {
  const gap = x - line.endX;
  if (gap > size * CELL_GAP) line.cells.push(item.str);
  else line.cells.push(`${line.cells.pop() ?? ''}${gap > size * WORD_GAP ? ' ' : ''}${item.str}`);
  line.endX = Math.max(line.endX, endX);
  // A raised figure does not make the line small, nor a first one the line raised.
  if (size > line.size) {
    line.size = size;
    line.y = y;
  }
}

/** The lines of a page in the order in which they were set, which with few exceptions is that of reading. */
export function toLines({ items }: Content): Line[] {
  const lines: Line[] = [];
  let current: Line | null = null;
  for (const item of items) {
    if (!('str' in item)) continue;
    const placed = place(item);
    if (item.str.trim() !== '') {
      if (current !== null && continues(current, placed)) append(current, placed);
      else {
        const { x, endX, y, size } = placed;
        current = { text: '', cells: [item.str], x, endX, y, size };
        lines.push(current);
      }
    } else if (current !== null && item.str !== '') current.cells.push(`${current.cells.pop() ?? ''} `);
  }
  return lines.map((line) => {
    const cells = line.cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
    return { ...line, cells, text: cells.join(' ') };
  });
}
