import type { DocumentBlock, DocumentOutline } from '../../orchestrator/core/documents.ts';

const BLOCK = /[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*/g;
const FENCE = /^```/;
const HEADING = /^(#{1,6}) /;
const ITEM = /^\s*(?:[-*]|\d+\.)\s/;

function toKind(block: string, isCode: boolean): DocumentBlock['kind'] {
  if (isCode) return 'code';
  return ITEM.test(block) ? 'list_item' : 'paragraph';
}

/** Blocks of the Markdown and plain texts of the corpus, enough for the chunker; the product's readers have libraries for that. */
export function toOutline(text: string): DocumentOutline {
  const blocks: DocumentBlock[] = [];
  let isCode = false;
  for (const match of text.matchAll(BLOCK)) {
    let start = match.index;
    const end = start + match[0].length;
    const fences = match[0].split('\n').filter((line) => FENCE.test(line)).length;
    const wasCode = isCode;
    if (fences % 2 === 1) isCode = !isCode;
    const level = wasCode ? undefined : HEADING.exec(match[0])?.[1]?.length;
    if (level !== undefined) {
      const lineEnd = start + `${match[0]}\n`.indexOf('\n');
      blocks.push({ kind: 'heading', start, end: lineEnd, level });
      start = lineEnd + 1;
    }
    if (start < end) blocks.push({ kind: toKind(text.slice(start, end), wasCode || fences > 0), start, end });
  }
  return { blocks };
}
