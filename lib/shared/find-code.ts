/** Code in Markdown, in UTF-16 units with its marks; `info` is what stands behind the opening marks. */
export type FoundCode = { start: number; end: number; code: string; info: string; kind: 'fence' | 'span' };

type Line = { start: number; end: number };
type Fence = { mark: string; indent: number; info: string; from: number };

const OPENING = /^( {0,3})(`{3,}|~{3,})([^\n]*)$/;
const OPENING_IN_LIST = /^([ \t]*)(`{3,}|~{3,})([^\n]*)$/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]/;
/** Behind other words of a line, as in `run this: ```js`; the rest of the line is the language, or already code. */
const LATE_OPENING = /^(.*?[^`])(`{3,})([^`\n]{0,300})$/;
const BACKTICKS = /`+/g;

function toLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

const lineText = (text: string, { start, end }: Line) => text.slice(start, end).replace(/\r$/, '');

/** CommonMark 0.31, 4.5: the info of a fence of backticks holds none. */
function toFence(line: string, isInList: boolean): Fence | null {
  const match = (isInList ? OPENING_IN_LIST : OPENING).exec(line);
  if (!match) return null;
  const [, indent = '', mark = '', rest = ''] = match;
  if (mark.startsWith('`') && rest.includes('`')) return null;
  return { mark, indent: indent.length, info: rest.trim(), from: indent.length };
}

function closes(line: string, { mark, indent }: Fence): boolean {
  const found = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/.exec(line);
  return (
    found?.[2]?.[0] === mark[0] &&
    (found?.[2]?.length ?? 0) >= mark.length &&
    (found?.[1]?.length ?? 0) <= Math.max(3, indent + 3)
  );
}

const dedent = (line: string, indent: number) => line.slice(/^ */.exec(line.slice(0, indent))?.[0].length ?? 0);

type Read = FoundCode & { next: number };

/** What a fence holds; one that nothing closes goes on to the end. */
function readFence(text: string, lines: readonly Line[], at: number, fence: Fence): Read & { isClosed: boolean } {
  const code: string[] = [];
  let next = at + 1;
  while (next < lines.length && !closes(lineText(text, lines[next] as Line), fence)) {
    code.push(dedent(lineText(text, lines[next] as Line), fence.indent));
    next += 1;
  }
  const isClosed = next < lines.length;
  const { end } = lines[isClosed ? next : lines.length - 1] as Line;
  const start = (lines[at] as Line).start + fence.from;
  return { start, end, code: code.join('\n'), info: fence.info, kind: 'fence', next: next + 1, isClosed };
}

/** CommonMark knows no fence behind other words, and people do: it must be closed, at the latest at the end of the text. */
function readLateFence(text: string, lines: readonly Line[], at: number): Read | null {
  const match = LATE_OPENING.exec(lineText(text, lines[at] as Line));
  if (!match || at + 1 === lines.length) return null;
  const [, before = '', mark = '', info = ''] = match;
  const read = readFence(text, lines, at, { mark, indent: 0, info: info.trim(), from: before.length });
  if (read.isClosed) return read;
  const whole = read.code.trimEnd();
  if (!whole.endsWith(mark) || whole.endsWith(`${mark}\``)) return null;
  return { ...read, code: whole.slice(0, -mark.length) };
}

/** CommonMark 0.31, 6.1: a string of backticks opens a span that the next one of the same length closes. */
function findSpans(text: string, from: number, to: number): FoundCode[] {
  const runs = [...text.slice(from, to).matchAll(BACKTICKS)].map(({ 0: marks, index }) => ({
    at: from + index,
    size: marks.length,
  }));
  const bySize = new Map<number, number[]>();
  for (const [index, { size }] of runs.entries()) {
    const same = bySize.get(size);
    if (same) same.push(index);
    else bySize.set(size, [index]);
  }
  return pairUp(text, runs, bySize);
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

function pairUp(text: string, runs: readonly { at: number; size: number }[], bySize: Map<number, number[]>): FoundCode[] {
  const found: FoundCode[] = [];
  const cursors = new Map<number, number>();
  for (let index = 0; index < runs.length; index += 1) {
    const { at, size } = runs[index] as { at: number; size: number };
    // A backslash takes the first mark of an opening run.
    const taken = isEscaped(text, at) ? 1 : 0;
    const ends = bySize.get(size - taken) ?? [];
    let cursor = cursors.get(size - taken) ?? 0;
    while ((ends[cursor] ?? Number.POSITIVE_INFINITY) <= index) cursor += 1;
    cursors.set(size - taken, cursor);
    const closing = ends[cursor];
    if (closing === undefined || size === taken) continue;
    const inner = text.slice(at + size, (runs[closing] as { at: number }).at);
    const end = (runs[closing] as { at: number }).at + size - taken;
    const flat = size - taken < 3 ? inner.replaceAll(/\r?\n/g, ' ') : inner;
    const code = /^ .*[^ ].* $/s.test(flat) ? flat.slice(1, -1) : flat;
    found.push({ start: at + taken, end, code, info: '', kind: 'span' });
    index = closing;
  }
  return found;
}

/** The code of a Markdown text in its order, fences and spans. Linear. Quotations and other blocks in blocks are not looked into. */
export function findCode(text: string): FoundCode[] {
  const lines = toLines(text);
  const found: FoundCode[] = [];
  let paragraph = 0;
  let isInList = false;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as Line;
    const plain = lineText(text, line);
    const item = LIST_ITEM.exec(plain)?.[0] ?? '';
    const opened = toFence(plain.slice(item.length), isInList && item === '');
    const fence = opened && { ...opened, indent: opened.indent + item.length, from: opened.from + item.length };
    const read = fence ? readFence(text, lines, at, fence) : readLateFence(text, lines, at);
    if (item !== '') isInList = true;
    else if (/^\S/.test(plain) && !fence) isInList = false;
    if (read || plain.trim() === '') {
      for (const span of findSpans(text, paragraph, read ? read.start : line.start)) found.push(span);
      if (read) found.push({ start: read.start, end: read.end, code: read.code, info: read.info, kind: read.kind });
      at = read ? read.next : at + 1;
      paragraph = lines[at]?.start ?? text.length;
    } else at += 1;
  }
  for (const span of findSpans(text, paragraph, text.length)) found.push(span);
  return found;
}

/** A text with its code replaced. */
export function replaceCode(text: string, by: (code: string) => string): string {
  let replaced = '';
  let from = 0;
  for (const { start, end } of findCode(text)) {
    replaced += text.slice(from, start) + by(text.slice(start, end));
    from = end;
  }
  return replaced + text.slice(from);
}
