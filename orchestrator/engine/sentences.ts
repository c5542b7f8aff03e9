import { foldText } from '../../lib/shared/word-forms.ts';
import { toMonth } from './quantities/months.ts';

/** A part of a text, in UTF-16 code units. */
export type Span = { start: number; end: number };

const MAX_SPANS = 4_000;
const PIECE = /[^\n.!?。！？]+(?:[.!?。！？](?!\s|$)[^\n.!?。！？]*)*[.!?。！？]*/gu;
/** A stop behind these ends no sentence. */
const ABBREVIATED =
  /(?:^|[\s(])(?:\p{L}|e\.g|i\.e|z\.B|u\.a|etc|approx|ca|cf|vs|no|nos|nr|art|sec|fig|vol|p|pp|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|abs|bzw|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\.$/iu;

const isMonth = (word: string) => word !== '' && toMonth(foldText(word)) !== null;

function isGoingOn(text: string, left: Span, right: Span): boolean {
  const between = text.slice(left.end, right.start);
  if (between.includes('\n')) return false;
  const tail = text.slice(Math.max(left.start, left.end - 12), left.end);
  if (!tail.endsWith('.')) return false;
  const next = text.slice(right.start, right.start + 12);
  // A number at the end of a sentence, of a list or of a day: "12. Alcohol", "1. Alcohol", "3. März".
  if (/(?:^|\D)\d{1,2}\.$/.test(tail))
    return left.end - left.start <= 3 || /^\p{Ll}/u.test(next) || isMonth(/^\p{L}+/u.exec(next)?.[0] ?? '');
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
