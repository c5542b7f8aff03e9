import type { BlockKind } from '../create-text-builder.ts';
import { joinLines, type KnownWords } from '../join-lines.ts';
import { rowText } from '../table-cells.ts';
import type { Line } from './page-lines.ts';

export type PageBlock = { kind: BlockKind; text: string; size: number };

/** Of the size of the letters. */
const PARAGRAPH_GAP = 1.75;
const INDENT = 0.7;
const ROW_GAP = 4;
/** How much larger than the body a heading is, and how much smaller a footnote. */
const HEADING = 1.12;
const FOOTNOTE = 0.92;
const MAX_HEADING_CHARS = 250;
const BULLET = /^(?:[•◦▪‣∙·●○■–]|[-*](?= )|\(?\d{1,3}[.)](?= \S)|\(?[a-z][.)](?= \S))\s*/;
const SENTENCE_END = /[.!?:;”"’)\]]$/;

const differs = (one: number, other: number) => Math.abs(one - other) > Math.max(one, other) * 0.08;

function startsBlock(line: Line, before: Line, first: Line): boolean {
  if (differs(line.size, before.size) || BULLET.test(line.text)) return true;
  const gap = before.y - line.y;
  // Further up: the next column. A sentence may go on there.
  if (gap < -line.size) return SENTENCE_END.test(before.text) || !/^\p{Ll}/u.test(line.text);
  if (gap > line.size * PARAGRAPH_GAP) return true;
  // Beside it: cells of a table.
  if (gap < line.size * 0.3) return true;
  const isIndented = line.indent > before.indent + line.size * INDENT;
  // The second line of an item stands further in than its mark.
  return isIndented && !(before === first && BULLET.test(first.text));
}

/** Set like a heading. */
export const isLarge = ({ size }: { size: number }, bodySize: number) => size > bodySize * HEADING;

function kindOf(text: string, size: number, bodySize: number, isBullet: boolean): BlockKind {
  if (isLarge({ size }, bodySize) && text.length <= MAX_HEADING_CHARS && /\p{L}/u.test(text)) return 'heading';
  if (size < bodySize * FOOTNOTE && /^[\d*†‡§]/.test(text)) return 'note';
  return isBullet ? 'list_item' : 'paragraph';
}

/** The size in which most of a document is set. */
export function bodySizeOf(pages: readonly (readonly Line[])[]): number {
  const chars = new Map<number, number>();
  for (const { size, text } of pages.flat()) {
    const rounded = Math.round(size * 2) / 2;
    chars.set(rounded, (chars.get(rounded) ?? 0) + text.length);
  }
  return [...chars].reduce((most, next) => (next[1] > most[1] ? next : most), [0, 0])[0];
}

function toBlock(group: readonly Line[], bodySize: number, words: KnownWords): PageBlock {
  const text = joinLines(
    group.map((line) => line.text),
    words,
  );
  const size = group[0]?.size ?? bodySize;
  const mark = BULLET.exec(text)?.[0] ?? '';
  const kind = kindOf(text, size, bodySize, mark !== '' && mark.length < text.length);
  // Figures of numbered items are part of what one cites; bullets are not.
  return { kind, size, text: kind === 'list_item' && !/[\p{L}\p{N}]/u.test(mark) ? text.slice(mark.length) : text };
}

/** Lines of several cells one below the other are a table; one alone is a line with a gap. */
function isRow(line: Line, neighbour: Line | undefined, bodySize: number): boolean {
  if (line.cells.length < 2 || neighbour === undefined || neighbour.cells.length < 2) return false;
  // Figures of headings stand off from them.
  if (isLarge(line, bodySize) || isLarge(neighbour, bodySize)) return false;
  const distance = Math.abs(line.y - neighbour.y);
  return distance > line.size * 0.3 && distance < line.size * ROW_GAP;
}

/** Paragraphs, headings by their size, items by their marks, tables by their gaps. */
export function toBlocks(lines: readonly Line[], bodySize: number, words: KnownWords): PageBlock[] {
  const blocks: PageBlock[] = [];
  let group: Line[] = [];
  const close = () => {
    if (group.length > 0) blocks.push(toBlock(group, bodySize, words));
    group = [];
  };
  for (const [index, line] of lines.entries()) {
    const [first] = group;
    const before = group.at(-1);
    const isNext = isRow(line, lines[index - 1], bodySize);
    if (isNext || isRow(line, lines[index + 1], bodySize)) {
      close();
      blocks.push({ kind: isNext ? 'table_row' : 'table_header', size: line.size, text: rowText(line.cells) });
    } else {
      if (first && before && startsBlock(line, before, first)) close();
      group.push(line);
    }
  }
  close();
  return blocks;
}
