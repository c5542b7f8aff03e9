import { foldText } from '../../lib/shared/word-forms.ts';
import { toMonth } from './quantities/months.ts';

/** A part of a text, in UTF-16 code units. */
export type Span = { start: number; end: number };

const MAX_SPANS = 4_000;
/** What may stand between a stop and the space behind a sentence: quotation marks, emphasis and marks of sources. */
const CLOSING = String.raw`(?:["”’»)*_]|\[\d{1,4}(?:,\s?\d{1,4}){0,9}\]){0,8}`;
/** Chinese and Japanese have no space behind a stop. */
const PIECE = new RegExp(String.raw`(?:[^\n.!?。！？]|[.!?](?!${CLOSING}(?:\s|$)))+(?:(?:[.!?]+|[。！？]+)${CLOSING})?`, 'gu');
/** A stop behind these ends no sentence. */
const ABBREVIATED =
  /(?:^|[\s(])(?:\p{L}|e\.g|i\.e|z\.B|d\.h|u\.a|p\.ej|approx|ca|cf|vs|bzw|ggf|inkl|exkl|evtl|bspw|mio|mrd|tsd|std|dr|mr|mrs|ms|prof|st|sr|sra|mme|hr|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)\.$/iu;
/** They name a number. */
const NUMBERED = /(?:^|[\s(])(?:no|nos|nr|art|sec|fig|abb|vol|p|pp|abs|kap|ch|cap|env)\.$/iu;
const LONGEST_ABBREVIATION = 12;

const isMonth = (word: string) => word !== '' && toMonth(foldText(word)) !== null;

/** Whether a line that a page broke goes on in the next one. */
const isWrapped = (text: string, left: Span, right: Span) =>
  left.end - left.start >= SHORTEST_WRAPPED &&
  !ROW.test(text.slice(left.start, left.end)) &&
  !ROW.test(text.slice(right.start, right.end)) &&
  /[\p{L}\p{N},-]$/u.test(text.slice(left.end - 2, left.end)) &&
  /^\p{Ll}/u.test(text.slice(right.start, right.start + 2));
const SHORTEST_WRAPPED = 40;
/** Cells and pairs of names and values. */
const ROW = /[|\t]|:[^:]*:/;

function isGoingOn(text: string, left: Span, right: Span): boolean {
  const between = text.slice(left.end, right.start);
  if (between.includes('\n')) return between.indexOf('\n') === between.lastIndexOf('\n') && isWrapped(text, left, right);
  const tail = text.slice(Math.max(left.start, left.end - LONGEST_ABBREVIATION), left.end);
  if (!tail.endsWith('.')) return false;
  const next = text.slice(right.start, right.start + LONGEST_ABBREVIATION);
  // A number at the end of a sentence, of a list or of a day: "12. Alcohol", "1. Alcohol", "3. März".
  if (/(?:^|\D)\d{1,2}\.$/.test(tail))
    return left.end - left.start <= 3 || /^\p{Ll}/u.test(next) || isMonth(/^\p{L}+/u.exec(next)?.[0] ?? '');
  if (NUMBERED.test(tail)) return /^(?:\d|[IVX]+\b)/.test(next);
  return ABBREVIATED.test(tail) || /^\p{Ll}/u.test(next);
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
