import { addDays } from '../calendar.ts';
import { type Bound, readBound } from './bounds.ts';
import { type Clock, readClock } from './clocks.ts';
import { type DayPart, readDayPart } from './day-parts.ts';
import { isBorder } from './function-words.ts';
import { type Moment, readDay, readMoment } from './moments.ts';
import { readMonth, readWeekday } from './names.ts';
import type { Rule } from './rule.ts';
import { readRecurrence } from './rules.ts';
import { afterAny, type Read, type Scope, sayTokens, wordAt } from './scope.ts';

export type TimePart =
  | { kind: 'rule'; rule: Rule; part?: DayPart }
  | { kind: 'day'; date: string }
  | { kind: 'moment'; ms: number }
  | { kind: 'clock'; clock: Clock; isCounted?: boolean }
  | { kind: 'part'; part: DayPart; isToday: boolean }
  | { kind: 'end-of-day' }
  | { kind: 'bound'; bound: Bound }
  | { kind: 'problem'; ask: string };

/** A stretch of tokens that says something about time. */
export type Found = TimePart & { start: number; end: number; notes: readonly string[] };

const DAY_PREPOSITIONS = [
  'due on',
  'due by',
  'due before',
  'due',
  'no later than',
  'not later than',
  'on',
  'by',
  'for',
  'from',
  'until',
  'till',
  'til',
  'before',
  'after',
  'since',
  'at',
  'to',
  'over',
  'around',
  'during',
  'in',
  'starting',
];
const END_OF_DAY = [
  'by the end of the day',
  'at the end of the day',
  'by end of day',
  'at end of day',
  'by the end of today',
  'end of the day',
  'end of today',
  'end of day',
  'by eod',
  'eod',
  'by close of business',
  'close of business',
  'by cob',
  'cob',
];

function toPart(moment: Moment): TimePart {
  if ('ask' in moment) return { kind: 'problem', ask: moment.ask };
  if ('ms' in moment) return { kind: 'moment', ms: moment.ms };
  return 'date' in moment ? { kind: 'day', date: moment.date } : { kind: 'clock', clock: moment.clock, isCounted: true };
}

/** "before Friday" ends on Thursday, "after Friday" begins on Saturday; in a question about the past both are only borders. */
function toBorder(scope: Scope, part: TimePart, preposition: string): TimePart | null {
  if (part.kind !== 'day' || scope.isPast || !/^(?:before|after)$/.test(preposition)) return null;
  const date = addDays(part.date, preposition === 'after' ? 1 : -1);
  return date < scope.today ? null : { ...part, date };
}

function readDayPhrase(scope: Scope, at: number): Read<TimePart> | null {
  const start = afterAny(scope, at, DAY_PREPOSITIONS);
  const preposition = start === null ? '' : wordAt(scope, start - 1);
  // "Turn the heating on tomorrow": the word belongs to the verb.
  if (
    /^(?:on|in|at|over)$/.test(preposition) &&
    start === at + 1 &&
    /^(?:today|tomorrow|tonight|yesterday)$/.test(wordAt(scope, start))
  )
    return null;
  for (const from of start === null ? [at] : [start, at]) {
    const moment = readMoment(scope, from) ?? readDay(scope, from);
    if (!moment) continue;
    const part = toPart(moment.value);
    const border = from === at ? null : toBorder(scope, part, preposition);
    const notes = border?.kind === 'day' ? [`I took “${sayTokens(scope, at, moment.end)}” for ${border.date}.`] : [];
    return { value: border ?? part, end: moment.end, notes: [...(moment.notes ?? []), ...notes] };
  }
  return null;
}

function readPartOfDay(scope: Scope, at: number, isBehindDay: boolean): Read<TimePart> | null {
  const end = afterAny(scope, at, END_OF_DAY);
  if (end !== null) return { value: { kind: 'end-of-day' }, end };
  const found = readDayPart(scope, at);
  if (!found || (found.value.isAlone && !isBehindDay)) return null;
  return { value: { kind: 'part', part: found.value.part, isToday: found.value.isToday }, end: found.end };
}

function readPart(scope: Scope, at: number, previous: Found | undefined, hasRule: boolean): Read<TimePart> | null {
  const bound = hasRule ? readBound(scope, at) : null;
  const rule = readRecurrence(scope, at);
  // "from Monday" begins a series, "from Monday to Friday" is one.
  if (bound && bound.end >= (rule?.end ?? 0)) {
    const { value } = bound;
    return { ...bound, value: 'ask' in value ? { kind: 'problem', ask: value.ask } : { kind: 'bound', bound: value } };
  }
  if (rule) {
    const { value } = rule;
    return { ...rule, value: 'ask' in value ? { kind: 'problem', ask: value.ask } : { kind: 'rule', ...value } };
  }
  const isBehindDay = previous !== undefined && previous.end === at && (previous.kind === 'day' || previous.kind === 'rule');
  const part = readPartOfDay(scope, at, isBehindDay);
  if (part) return part;
  const moment = readDayPhrase(scope, at);
  const clock = readClock(scope, at);
  // "10 past 5" and "5 to 10 May": whoever understands more is right.
  if (clock && (!moment || clock.end > moment.end)) {
    return {
      ...clock,
      value: 'ask' in clock.value ? { kind: 'problem', ask: clock.value.ask } : { kind: 'clock', clock: clock.value },
    };
  }
  return moment;
}

const ARTICLES = /^(?:the|a|an|my|our|his|her|your|their|its|that|this|some|no)$/;

const LEADING_IN = /^(?:for|of|to|from|about)$/;

/** "the 5pm flight", "for the 24 December show", "the March budget": words about a thing, which set no time. */
function isAttribute(scope: Scope, { kind, start, end }: Found): boolean {
  if (start === 0 || kind === 'problem' || kind === 'rule' || kind === 'bound' || isBorder(scope, end)) return false;
  const core = LEADING_IN.test(wordAt(scope, start)) ? start + 1 : start;
  const first = wordAt(scope, core);
  if (/^(?:noon|midnight|half|quarter)$|^\d/.test(first) && (kind === 'clock' || core > start)) return true;
  return kind !== 'clock' && (ARTICLES.test(first) || readWeekday(scope, core) !== null || readMonth(scope, core) !== null);
}

/** "The sun", "sat down", "a second": a name that is also another word counts only where something says that it is a day. */
function isOtherWord(scope: Scope, { start, end }: Found): boolean {
  const last = end - 1;
  if (start === 0 || !/^(?:sat|sun|wed|mon|second|may|march)$/.test(wordAt(scope, last))) return false;
  if (start === last - 1 && wordAt(scope, start) === 'the') return true;
  const isCapital = /^[A-Z]/.test(sayTokens(scope, last, end));
  return start === last && (!isBorder(scope, end) || (!isCapital && readClock(scope, end) === null));
}

function scan(scope: Scope, hasRule: boolean): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < scope.tokens.length; ) {
    const isWordPart =
      scope.tokens[at]?.isTight === true &&
      /^[\p{L}\d]/u.test(wordAt(scope, at)) &&
      /^[\p{L}\d/\\@#_$€£.-]/u.test(wordAt(scope, at - 1));
    const read = isWordPart ? null : readPart(scope, at, found.at(-1), hasRule);
    const part = read && { ...read.value, start: at, end: read.end, notes: read.notes ?? [] };
    if (!part || isOtherWord(scope, part)) {
      at += 1;
      continue;
    }
    found.push(part);
    at = part.end;
  }
  return found;
}

/** Everything that looks like a time, in its order, also where it only says what kind of thing: "the Monday report". */
export function scanTimes(scope: Scope): Found[] {
  const found = scan(scope, false);
  return found.some(({ kind }) => kind === 'rule') ? scan(scope, true) : found;
}

/** Everything that says when, in its order. Linear in the number of words; never throws. */
export function findTimes(scope: Scope): Found[] {
  const found = scanTimes(scope);
  // A time right beside another one is no attribute: "Monday 5pm", "Friday 6pm gym".
  return found.filter(
    (part, index) => found[index + 1]?.start === part.end || found[index - 1]?.end === part.start || !isAttribute(scope, part),
  );
}
