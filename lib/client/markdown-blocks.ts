/** Text split at places where Markdown allows it; all blocks but the last are final. */
export type BlockSplit = {
  text: string;
  blocks: readonly string[];
  /** Where the last block begins. */
  openAt: number;
};

const NOTHING: BlockSplit = { text: '', blocks: [], openAt: 0 };
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const INDENTED_FENCE = /^\s*(`{3,}|~{3,})/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;

/**
 * Splits a growing text, reusing the blocks of the split before: each call reads only what comes after the last final block.
 * Joined, the blocks are the text. A list with its indented parts stays one block.
 */
export function splitBlocks(text: string, before: BlockSplit = NOTHING): BlockSplit {
  const canReuse = before.openAt > 0 && text.startsWith(before.text.slice(0, before.openAt));
  const blocks = canReuse ? before.blocks.slice(0, -1) : [];
  let openAt = canReuse ? before.openAt : 0;
  for (let end = endOfBlock(text, openAt); end < text.length; end = endOfBlock(text, openAt)) {
    blocks.push(text.slice(openAt, end));
    openAt = end;
  }
  if (openAt < text.length) blocks.push(text.slice(openAt));
  return { text, blocks, openAt };
}

/** Where the block that begins at `start` surely ends: at the first line after a blank one that cannot belong to it. */
function endOfBlock(text: string, start: number): number {
  let fence: string | null = null;
  let isAfterBlank = false;
  let isList: boolean | null = null;
  for (let at = start; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    // A line that is still being written could become anything.
    if (newline === -1 && isAfterBlank && isUndecided(text.slice(at))) return text.length;
    const next = newline === -1 ? text.length : newline + 1;
    const line = text.slice(at, newline === -1 ? next : newline);
    const isBlank = line.trim() === '';
    if (fence === null && !isBlank) {
      if (isAfterBlank && isList !== null && !belongs(line, isList)) return at;
      isList ??= LIST_ITEM.test(line);
    }
    fence = nextFence(line, fence, isList === true);
    if (fence === null) isAfterBlank = isBlank;
    at = next;
  }
  return text.length;
}

function isUndecided(line: string): boolean {
  return line.trim() === '' || /^\s*(?:[-*+]|\d{1,9}[.)]?)$/.test(line);
}

function belongs(line: string, isList: boolean): boolean {
  return /^(?: {2,}|\t)/.test(line) || (isList && LIST_ITEM.test(line));
}

function nextFence(line: string, open: string | null, isInList: boolean): string | null {
  const mark = (isInList || open !== null ? INDENTED_FENCE : FENCE).exec(line)?.[1];
  if (mark === undefined) return open;
  if (open === null) return mark;
  const isClosing = mark[0] === open[0] && mark.length >= open.length && line.trim() === mark;
  return isClosing ? null : open;
}

const DEFINITION = /^ {0,3}\[\^?[^\]\n]+\]:/m;

/** Whether parts of the text refer to each other (footnotes, link definitions), so that a finished text must be rendered as one. */
export function hasDefinitions(text: string): boolean {
  return DEFINITION.test(text);
}
