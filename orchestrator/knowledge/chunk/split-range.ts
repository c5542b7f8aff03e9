import { estimateTokens } from './estimate-tokens.ts';
import { MAX_TOKENS } from './limits.ts';
import { type Range, skipBlank, trimRange } from './trim-range.ts';

/** Sentences are looked for in windows: the segmenter is slow on very long texts. */
const WINDOW_CHARS = 8_192;
const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

const fits = (text: string, { start, end }: Range) => estimateTokens(text, start, end) <= MAX_TOKENS;

/** The place itself, or the one before where it would cut the two halves of a character apart. */
function beforePair(text: string, at: number, end: number): number {
  const code = text.charCodeAt(at - 1);
  return at < end && code >= 0xd800 && code < 0xdc00 ? at - 1 : at;
}

/** Cuts after each match of a pattern. */
function* cutAfter(text: string, { start, end }: Range, pattern: RegExp): Generator<Range> {
  const inside = text.slice(start, end);
  let from = 0;
  for (const match of inside.matchAll(pattern)) {
    const to = match.index + match[0].length;
    if (to > from) yield { start: start + from, end: start + to };
    from = to;
  }
  if (from < inside.length) yield { start: start + from, end };
}

function* cutSentences(text: string, { start, end }: Range): Generator<Range> {
  let at = start;
  while (at < end) {
    const windowEnd = beforePair(text, Math.min(end, at + WINDOW_CHARS), end);
    const found = [...sentences.segment(text.slice(at, windowEnd))];
    // The last one of a window may go on behind it.
    const whole = windowEnd < end && found.length > 1 ? found.slice(0, -1) : found;
    const base = at;
    for (const { index, segment } of whole) {
      at = base + index + segment.length;
      yield { start: base + index, end: at };
    }
    // Else megabytes of white space would go window by window through the segmenter.
    at = skipBlank(text, at, end);
  }
}

/** Pieces as long as allowed; never between the halves of a character. */
function* cutAnywhere(text: string, { start, end }: Range): Generator<Range> {
  let from = start;
  while (from < end) {
    let to = Math.min(end, from + MAX_TOKENS * 4);
    while (!fits(text, { start: from, end: to })) to = from + Math.max(1, Math.floor((to - from) / 2));
    if (to - from > 1) to = beforePair(text, to, end);
    yield { start: from, end: to };
    from = to;
  }
}

type Cut = (text: string, range: Range) => Generator<Range>;

const PROSE: Cut[] = [cutSentences, (text, range) => cutAfter(text, range, /\s+/g), cutAnywhere];
const CODE: Cut[] = [
  (text, range) => cutAfter(text, range, /\n[ \t]*\n\s*/g),
  (text, range) => cutAfter(text, range, /\n/g),
  ...PROSE.slice(1),
];

/** What is short enough as it is, else cut by the first rule whose parts are; together the parts are the whole but for white space. */
function* cutUntilFit(text: string, whole: Range, [cut, ...finer]: Cut[]): Generator<Range> {
  const range = trimRange(text, whole);
  if (range === null) return;
  if (!cut || fits(text, range)) {
    yield range;
    return;
  }
  for (const part of cut(text, range)) yield* cutUntilFit(text, part, finer);
}

/** A part of a text in pieces of at most `MAX_TOKENS`: prose at ends of sentences, code at blank lines, if at all possible. */
export function splitRange(text: string, range: Range, isCode: boolean): Generator<Range> {
  return cutUntilFit(text, range, isCode ? CODE : PROSE);
}
