/** A part of a text, in UTF-16 code units. */
export type Span = { start: number; end: number };

const MAX_SPANS = 4_000;
const PIECE = /[^\n.!?。！？]+(?:[.!?。！？](?!\s|$)[^\n.!?。！？]*)*[.!?。！？]*/gu;
/** A stop behind these ends no sentence. */
const ABBREVIATED =
  /(?:^|[\s(])(?:\p{L}|\d{1,2}|e\.g|i\.e|z\.B|u\.a|etc|approx|ca|cf|vs|no|nos|nr|art|sec|fig|vol|p|pp|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|abs|bzw|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\.$/iu;

function isGoingOn(text: string, left: Span, right: Span): boolean {
  const between = text.slice(left.end, right.start);
  if (between.includes('\n')) return false;
  const tail = text.slice(Math.max(left.start, left.end - 12), left.end);
  if (!tail.endsWith('.')) return false;
  // A number that ends a sentence is followed by one that begins with a capital letter, and so is a day of a German date.
  return ABBREVIATED.test(tail) || /^\p{Ll}/u.test(text.slice(right.start, right.start + 2));
}

/** Sentences and lines of a text, without the space around them. Linear, whatever the text. */
export function toSentences(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(PIECE)) {
    if (spans.length >= MAX_SPANS) break;
    const trimmed = match[0].trim();
    if (trimmed === '') continue;
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const span = { start, end: start + trimmed.length };
    const last = spans.at(-1);
    if (last && isGoingOn(text, last, span)) last.end = span.end;
    else spans.push(span);
  }
  return spans;
}
