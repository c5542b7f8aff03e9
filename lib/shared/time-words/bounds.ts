import type { Problem } from './bare-clocks.ts';
import { readClock } from './clocks.ts';
import { readWhole } from './counts.ts';
import { type Duration, readDuration } from './durations.ts';
import { readDay, readMoment } from './moments.ts';
import { readMonth } from './names.ts';
import { readWeekdays } from './rule-days.ts';
import { afterAny, firstOf, type Reader, sayTokens, skip, wordAt } from './scope.ts';

/** What limits a rule: its first day, its last one, how often it comes, and which days are left out. */
export type Bound =
  | { from: string }
  | { until: string }
  | { untilMinutes: number }
  | { times: number }
  | { during: Duration }
  | { withoutDays: readonly string[] }
  | { withoutMonths: readonly number[] }
  | Problem;

const START = [
  'starting from',
  'starting on',
  'starting in',
  'starting with',
  'starting',
  'beginning on',
  'beginning in',
  'beginning',
  'as of',
  'effective',
  'from',
];

const readStart: Reader<Bound> = (scope, at) => {
  const start = afterAny(scope, skip(scope, at, [',']), START);
  if (start === null) return null;
  const now = afterAny(scope, start, ['now on', 'now', 'today on', 'today']);
  if (now !== null) return { value: { from: scope.today }, end: now };
  const moment = readMoment(scope, start) ?? readDay(scope, start);
  if (!moment) return null;
  const { value } = moment;
  if ('ask' in value) return { value, end: moment.end };
  if (!('date' in value)) return null;
  return {
    value: { from: value.date },
    end: afterAny(scope, moment.end, ['onwards', 'onward', 'on']) ?? moment.end,
    notes: moment.notes ?? [],
  };
};

const UNTIL = ['until the end of', 'until', 'till', 'til', 'through', 'thru', 'up to', 'ending on', 'ending', 'and ending on'];

const readUntil: Reader<Bound> = (scope, at) => {
  const start = afterAny(scope, skip(scope, at, [',']), UNTIL);
  if (start === null) return null;
  const isEnd = wordAt(scope, start - 1) === 'of';
  const day = readDay(scope, isEnd ? start - 2 : start);
  if (day) {
    const value: Bound = 'ask' in day.value ? day.value : { until: day.value.date };
    return { value, end: day.end, notes: day.notes ?? [] };
  }
  const clock = readClock(scope, start - 1);
  if (!clock || 'ask' in clock.value) return null;
  return { value: { untilMinutes: clock.value.minutes }, end: clock.end };
};

/** `for 4 weeks`, `for the next 10 days`, `10 times`. */
const readLength: Reader<Bound> = (scope, at) => {
  const start = skip(scope, at, [',', 'for']);
  const times = readWhole(scope, skip(scope, start, ['for', 'exactly']));
  const end = times && afterAny(scope, times.end, ['times', 'occurrences', 'repetitions']);
  if (times && end !== null && end !== undefined) return { value: { times: times.value }, end };
  const during = afterAny(scope, at, ['for the next', 'for the following', 'over the next', 'for']);
  const duration = during === null ? null : readDuration(scope, during);
  // "for 20 minutes" is how long the thing itself takes.
  if (!duration || duration.value.seconds > 0) return null;
  return { value: { during: duration.value }, end: duration.end, notes: duration.notes ?? [] };
};

const EXCEPT = [
  'except for',
  'except on',
  'except in',
  'except',
  'but not on',
  'but not in',
  'but not',
  'excluding',
  'apart from',
  'other than',
  'without',
  'not on',
  'besides',
];

const readExcept: Reader<Bound> = (scope, at) => {
  const start = afterAny(scope, skip(scope, at, [',']), EXCEPT);
  if (start === null) return null;
  const next = skip(scope, start, ['on', 'in', 'the', 'at']);
  const weekdays = readWeekdays(scope, next);
  if (weekdays) return { value: { withoutDays: weekdays.value.codes }, end: weekdays.end };
  const months: number[] = [];
  let end = next;
  for (;;) {
    const month = readMonth(scope, months.length === 0 ? end : skip(scope, skip(scope, end, [',']), ['and']));
    if (!month) break;
    months.push(month.value);
    ({ end } = month);
  }
  if (months.length > 0 && !/^\d/.test(wordAt(scope, end))) return { value: { withoutMonths: months }, end };
  const day =
    readDay(scope, next) ?? (afterAny(scope, next, ['holidays', 'public holidays', 'bank holidays']) ? { end: next + 1 } : null);
  if (!day) return null;
  const words = sayTokens(scope, start, day.end);
  return {
    value: { ask: `I can leave out weekdays and months of a rule, but not single days such as “${words}”. What should it be?` },
    end: day.end,
  };
};

/** What follows a rule: `until Christmas`, `for 4 weeks`, `starting next month`, `except weekends`. */
export const readBound: Reader<Bound> = firstOf(readUntil, readLength, readExcept, readStart);
