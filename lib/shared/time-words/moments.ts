import { addDays, nextWeekday } from '../calendar.ts';
import { fromWallTime, toWallTime } from '../wall-time.ts';
import type { Problem } from './bare-clocks.ts';
import { type Clock, readClock } from './clocks.ts';
import { readCount } from './counts.ts';
import { type Day, readDate } from './dates.ts';
import { type Duration, readDuration, shiftDay } from './durations.ts';
import { readUnit, readWeekday } from './names.ts';
import { readRelativeDay } from './relative-days.ts';
import { after, afterAny, firstOf, type Read, type Reader, type Scope, sayTokens, skip, wordAt } from './scope.ts';

/** A day, a moment of the world, or a time of day that was reached by counting. */
export type Moment = Day | { ms: number } | { clock: Clock };

const plainDay: Reader<Day> = firstOf(readDate, readRelativeDay);

const FIRST = '1000-01-01';
const LAST = '9999-12-31';
const TOO_FAR: Problem = { ask: 'That is too far away: I know the years 1000 to 9999. When should it be?' };
const isTooFar = (date: string) => date <= FIRST || date >= LAST;

/** `an hour or two`, `5 to 10 minutes`: no moment at all. */
function readVague(scope: Scope, at: number, end: number): Read<Problem> | null {
  const vague = wordAt(scope, end) === 'or' ? readCount(scope, end + 1) : null;
  if (!vague) return null;
  const unit = readUnit(scope, vague.end);
  const stop = unit?.end ?? vague.end;
  return { value: { ask: `“${sayTokens(scope, at, stop)}” is no exact time. Which one do you mean?` }, end: stop };
}

function fromNow(scope: Scope, duration: Duration, sign: 1 | -1): { value: Moment; notes: string[] } {
  const { date, notes } = shiftDay(scope.today, duration, sign);
  if (isTooFar(date)) return { value: TOO_FAR, notes: [] };
  if (duration.seconds === 0) return { value: { date }, notes };
  // Days are counted on the calendar, hours on the clock that never jumps.
  const wall = toWallTime(scope.nowMs, scope.zone);
  const days = Date.parse(`${date}T00:00Z`) - Date.parse(`${scope.today}T00:00Z`);
  const start = days === 0 ? scope.nowMs : fromWallTime(wall + days, scope.zone);
  const ms = start + Math.round(duration.seconds * sign) * 1_000;
  return Math.abs(ms) > 2.5e14 ? { value: TOO_FAR, notes: [] } : { value: { ms }, notes };
}

const AHEAD = ['from now', 'from today', 'hence', 'ahead', 'later', 'from this moment'];
const BEHIND = ['ago', 'before today', 'before now', 'earlier', 'back', 'prior'];

/** `in an hour and a half`, `10 days from now`, `2 weeks ago`. */
const fromNowOn: Reader<Moment> = (scope, at) => {
  const introduced = afterAny(scope, at, [
    'in just',
    'in about',
    'in exactly',
    'in another',
    'within the next',
    'in the next',
    'within',
    'in',
    'after',
  ]);
  const start = introduced ?? skip(scope, at, ['exactly', 'about', 'just']);
  const range = readRange(scope, start, at);
  if (range) return range;
  const duration = readDuration(scope, start);
  if (!duration) return null;
  const vague = introduced === null ? null : readVague(scope, at, duration.end);
  if (vague) return vague;
  const time = afterAny(scope, duration.end, ["' time", 'time', 's time']);
  const end = introduced === null ? duration.end : (time ?? duration.end);
  const ahead = afterAny(scope, end, AHEAD);
  const behind = afterAny(scope, end, BEHIND);
  const isAnchored = /^(?:before|after|past|prior|following)$/.test(wordAt(scope, end)) && behind === null;
  if (isAnchored || (wordAt(scope, end) === 'from' && ahead === null)) return null;
  if (introduced === null && ahead === null && behind === null) return null;
  const { value, notes } = fromNow(scope, duration.value, behind === null ? 1 : -1);
  return { value, end: ahead ?? behind ?? end, notes: [...(duration.notes ?? []), ...notes] };
};

/** `in 5-10 minutes`, `in 2 to 3 days`. */
function readRange(scope: Scope, start: number, at: number): Read<Problem> | null {
  const low = readCount(scope, start);
  if (!low || !/^(?:-|to|or)$/.test(wordAt(scope, low.end))) return null;
  const high = readCount(scope, low.end + 1);
  const unit = high && readUnit(scope, high.end);
  if (!high || !unit || start === at) return null;
  return { value: { ask: `“${sayTokens(scope, at, unit.end)}” is no exact time. Which one do you mean?` }, end: unit.end };
}

const BEFORE = ['before', 'prior to', 'ahead of', 'in advance of'];
const AFTER = ['after', 'from', 'past', 'following', 'on'];

type Anchor = { date: string; clock: Clock | null };

/** `24 December`, `5pm tomorrow`, `tomorrow at 5pm`. */
function readAnchor(scope: Scope, at: number): Read<Anchor | Problem> | null {
  const start = skip(scope, at, ['on']);
  const day = plainDay(scope, start);
  const isDay = day && 'date' in day.value;
  if (day && !isDay) return day as Read<Problem>;
  const clock = readClock(scope, isDay ? day.end : start);
  if (clock && 'ask' in clock.value) return clock as Read<Problem>;
  const found = clock?.value as Clock | undefined;
  if (isDay) {
    const { date } = day.value as { date: string };
    return { value: { date, clock: found ?? null }, end: clock?.end ?? day.end, notes: day.notes ?? [] };
  }
  if (!found || !clock) return null;
  const later = plainDay(scope, skip(scope, clock.end, ['on']));
  if (later && 'ask' in later.value) return later as Read<Problem>;
  const date = (later?.value as { date: string } | undefined)?.date ?? '';
  return { value: { date, clock: found }, end: later?.end ?? clock.end, notes: later?.notes ?? [] };
}

function shiftAnchor(
  scope: Scope,
  { date, clock }: Anchor,
  duration: Duration,
  sign: 1 | -1,
): { value: Moment; notes: string[] } {
  if (date === '' && clock) {
    // Only the time of day was said: its day is found as for every other time of day.
    const minutes = clock.minutes + Math.round(duration.seconds / 60) * sign;
    return { value: { clock: { ...clock, minutes: ((minutes % 1440) + 1440) % 1440, isMidnight: false } }, notes: [] };
  }
  const { date: shifted, notes } = shiftDay(date, duration, sign);
  if (isTooFar(shifted)) return { value: TOO_FAR, notes: [] };
  if (clock === null && duration.seconds === 0) return { value: { date: shifted }, notes };
  const wall = Date.parse(`${shifted}T00:00Z`) + (clock?.minutes ?? 0) * 60_000;
  const ms = fromWallTime(wall, clock?.place?.zone ?? scope.zone) + Math.round(duration.seconds * sign) * 1_000;
  return { value: { ms }, notes };
}

/** `two days before 24 December`, `a week from Tuesday`, `an hour before midnight`. */
const fromAnchor: Reader<Moment> = (scope, at) => {
  const duration = readDuration(scope, skip(scope, at, ['in', 'the', 'exactly']));
  if (!duration) return null;
  const before = afterAny(scope, duration.end, BEFORE);
  const border = before ?? afterAny(scope, duration.end, AFTER);
  if (border === null) return null;
  const anchor = readAnchor(scope, border);
  if (!anchor) return null;
  if ('ask' in anchor.value) return { value: anchor.value, end: anchor.end };
  const isCertain = duration.value.seconds === 0 || anchor.value.clock !== null;
  if (!isCertain && anchor.value.clock === null && before === null) return null;
  const { value, notes } = shiftAnchor(scope, anchor.value, duration.value, before === null ? 1 : -1);
  return { value, end: anchor.end, notes: [...(duration.notes ?? []), ...(anchor.notes ?? []), ...notes] };
};

/** `the day before Christmas`, `the Monday after 24 December`, `the week before Easter`. */
const nextToAnchor: Reader<Moment> = (scope, at) => {
  const start = skip(scope, at, ['the']);
  const weekday = readWeekday(scope, start);
  const unit = weekday || start === at ? null : readUnit(scope, start);
  const end = weekday?.end ?? unit?.end;
  if (end === undefined || weekday?.value.isPlural) return null;
  const before = afterAny(scope, end, BEFORE);
  const border = before ?? afterAny(scope, end, ['after', 'following']);
  const anchor = border === null ? null : plainDay(scope, border);
  if (!anchor || border === null || after(scope, border, 'next') !== null) return null;
  if ('ask' in anchor.value) return anchor as Read<Problem>;
  const { date } = anchor.value;
  const notes = anchor.notes ?? [];
  if (weekday) {
    const found =
      before === null
        ? nextWeekday(date, weekday.value.weekday)
        : addDays(nextWeekday(addDays(date, -1), weekday.value.weekday), -7);
    return { value: { date: found }, end: anchor.end, notes };
  }
  const length = { day: 1, week: 7 }[unit?.value.unit as string];
  return length === undefined
    ? null
    : { value: { date: addDays(date, before === null ? length : -length) }, end: anchor.end, notes };
};

/** `2026-12-24T17:00`, on the clocks of the zone unless it has an offset. */
const stamp: Reader<Moment> = (scope, at) => {
  const word = wordAt(scope, at).toUpperCase();
  if (!/^\d{4}-\d{2}-\d{2}T/.test(word)) return null;
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/.test(word.slice(10));
  const ms = Date.parse(hasOffset ? word : `${word}Z`);
  if (Number.isNaN(ms)) return { value: { ask: `There is no time “${word}”. Which time do you mean?` }, end: at + 1 };
  return { value: { ms: hasOffset ? ms : fromWallTime(ms, scope.zone) }, end: at + 1 };
};

/** A moment that words count to: `in 2 hours`, `a week from Tuesday`, `the day before Christmas`. */
export const readMoment: Reader<Moment> = firstOf(stamp, fromAnchor, fromNowOn, nextToAnchor);

/** A day of the calendar in words, without its preposition. */
export const readDay: Reader<Day> = plainDay;
