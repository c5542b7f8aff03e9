import { daysBetween, fromDay } from '../calendar.ts';
import { toDay, toWallTime } from '../wall-time.ts';
import { type Token, toTokens } from './tokens.ts';

/** The words, and the moment at which they were said. */
export type Scope = {
  text: string;
  tokens: readonly Token[];
  nowMs: number;
  zone: string;
  /** The day of the zone on which they were said. */
  today: string;
  /** Minutes of that day. */
  minuteNow: number;
  /** A day without a year lies behind: "since 15 August". */
  isPast: boolean;
};

/** What words from some place on mean, and the token behind them. `notes` say which of several readings was taken. */
export type Read<T> = { value: T; end: number; notes?: readonly string[] };

/** Reads at a token; `null` when something else stands there. */
export type Reader<T> = (scope: Scope, at: number) => Read<T> | null;

/** Throws `RangeError` for an unknown zone. */
export function toScope(text: string, now: { ms: number; zone: string }, isPast = false): Scope {
  const wall = toWallTime(now.ms, now.zone);
  const today = fromDay(toDay(wall));
  return {
    text,
    tokens: toTokens(text),
    nowMs: now.ms,
    zone: now.zone,
    today,
    minuteNow: Math.floor((wall - toDay(wall)) / 60_000),
    isPast,
  };
}

export const wordAt = ({ tokens }: Scope, at: number): string => tokens[at]?.word ?? '';

export const isTight = ({ tokens }: Scope, at: number): boolean => tokens[at]?.isTight ?? false;

const phrases = new Map<string, readonly string[]>();

/** The words of one of the phrases that the grammar is made of. */
function toWords(phrase: string): readonly string[] {
  const known = phrases.get(phrase);
  if (known) return known;
  const words = phrase.split(' ');
  phrases.set(phrase, words);
  return words;
}

/** The place behind these words; `null` when others stand there. */
export function after(scope: Scope, at: number, phrase: string): number | null {
  const words = toWords(phrase);
  for (let index = 0; index < words.length; index += 1) if (wordAt(scope, at + index) !== words[index]) return null;
  return at + words.length;
}

/** The place behind the first of several phrases that stands there. */
export function afterAny(scope: Scope, at: number, choices: readonly string[]): number | null {
  for (const phrase of choices) {
    const end = after(scope, at, phrase);
    if (end !== null) return end;
  }
  return null;
}

/** The same place, or the one behind an optional word. */
export function skip(scope: Scope, at: number, words: readonly string[]): number {
  return words.includes(wordAt(scope, at)) ? at + 1 : at;
}

/** The first reader that understands what stands there. */
export function firstOf<T>(...readers: readonly Reader<T>[]): Reader<T> {
  return (scope, at) => {
    for (const read of readers) {
      const found = read(scope, at);
      if (found) return found;
    }
    return null;
  };
}

/** `daysBetween` from today. */
export const daysAhead = (scope: Scope, date: string): number => daysBetween(scope.today, date);

/** The words from one token to another, as they were written. */
export function sayTokens({ text, tokens }: Scope, from: number, to: number): string {
  const first = tokens[from];
  const last = tokens[Math.min(to, tokens.length) - 1];
  return first && last ? text.slice(first.start, last.end) : '';
}
