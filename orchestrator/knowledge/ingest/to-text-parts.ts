import type { ExtractedDocument, TextPart } from '../../core/documents.ts';

/** UTF-16 units: a statement takes a few parts, and whoever reads a passage one or two. */
const PART_UNITS = 16_384;

/** Between the halves of a character no text can be cut. */
function endOfPart(text: string, start: number): number {
  const end = Math.min(text.length, start + PART_UNITS);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}

/** A text in parts, each with the blocks that begin in it; together they are the whole. */
export function* toTextParts({ text, outline }: Pick<ExtractedDocument, 'text' | 'outline'>): Generator<TextPart> {
  const { blocks } = outline;
  let next = 0;
  for (let start = 0; start < text.length; ) {
    const end = endOfPart(text, start);
    const first = next;
    while (next < blocks.length && (end === text.length || (blocks[next]?.start ?? 0) < end)) next += 1;
    yield { start, text: text.slice(start, end), blocks: blocks.slice(first, next) };
    start = end;
  }
}
