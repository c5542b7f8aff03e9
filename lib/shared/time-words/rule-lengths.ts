import { readOrdinal, readWhole } from './counts.ts';
import { readDayPart } from './day-parts.ts';
import { type Duration, readDuration, toDuration } from './durations.ts';
import { readUnit } from './names.ts';
import { type Recurrence, type Rule, ruleOf } from './rule.ts';
import { readWeekdays } from './rule-days.ts';
import { after, type Read, type Scope, sayTokens, wordAt } from './scope.ts';

type Found = Read<Recurrence>;

const FREQUENCIES = {
  day: 'DAILY',
  week: 'WEEKLY',
  month: 'MONTHLY',
  year: 'YEARLY',
  hour: 'HOURLY',
  minute: 'MINUTELY',
} as const;

/** How often a length of time comes round; `null` for what has no steady length. */
function toRule({ months, days, businessDays, seconds }: Duration): Rule | null {
  const kinds = [months, days, businessDays, seconds].filter((value) => value !== 0).length;
  if (kinds !== 1 || businessDays !== 0) return null;
  if (months > 0)
    return months % 12 === 0 ? ruleOf('YEARLY', { interval: months / 12 }) : ruleOf('MONTHLY', { interval: months });
  if (days > 0) return days % 7 === 0 ? ruleOf('WEEKLY', { interval: days / 7 }) : ruleOf('DAILY', { interval: days });
  if (seconds % 3_600 === 0) return ruleOf('HOURLY', { interval: seconds / 3_600 });
  return seconds % 60 === 0 ? ruleOf('MINUTELY', { interval: seconds / 60 }) : null;
}

/** `other`, `second`, `3rd`, `alternate`, `two`: every how many. */
function readInterval(scope: Scope, at: number): Read<number> | null {
  if (/^(?:other|alternate|alternating)$/.test(wordAt(scope, at))) return { value: 2, end: at + 1 };
  return readOrdinal(scope, at) ?? (/^an?$/.test(wordAt(scope, at)) ? null : readWhole(scope, at));
}

/** `every day`, `every 2 weeks`, `every third month`, `every hour and a half`, `every morning`. */
export function readEveryLength(scope: Scope, at: number): Found | null {
  const part = readDayPart(scope, at);
  if (part?.value.isAlone) return { value: { rule: ruleOf('DAILY'), part: part.value.part }, end: part.end };
  const interval = readInterval(scope, at);
  const weekdays = readWeekdays(scope, interval?.end ?? at);
  if (interval && interval.value > 0 && weekdays) {
    if (weekdays.value.codes.length === 5 && interval.value > 1) {
      return {
        value: { ask: `“${sayTokens(scope, at, weekdays.end)}” is no rule that I know. Which days do you mean?` },
        end: weekdays.end,
      };
    }
    return { value: { rule: ruleOf('WEEKLY', { interval: interval.value, byDay: weekdays.value.codes }) }, end: weekdays.end };
  }
  const vague = interval ? readVague(scope, at, interval.end) : null;
  if (vague) return vague;
  const unit = readUnit(scope, interval?.end ?? at);
  if (unit && (!interval || Number.isInteger(interval.value)) && after(scope, unit.end, 'and a half') === null) {
    const count = (interval?.value ?? 1) * unit.value.factor;
    if (unit.value.unit === 'business day' || unit.value.unit === 'second' || count < 1) return null;
    // "once a day" and "every day" alike, but "a couple of times a day" was no rule.
    return { value: { rule: ruleOf(FREQUENCIES[unit.value.unit], { interval: count }) }, end: unit.end };
  }
  const isHalf = after(scope, at, 'half hour') ?? after(scope, at, 'half - hour');
  if (isHalf !== null) return { value: { rule: ruleOf('MINUTELY', { interval: 30 }) }, end: isHalf };
  const isMore = unit !== null && after(scope, unit.end, 'and a half') !== null;
  const duration = isMore
    ? { value: toDuration(1.5 * unit.value.factor, unit.value.unit), end: unit.end + 3 }
    : readDuration(scope, at);
  const rule = duration && toRule(duration.value);
  return duration && rule ? { value: { rule }, end: duration.end } : null;
}

function readVague(scope: Scope, at: number, end: number): Found | null {
  const high = /^(?:or|to|-)$/.test(wordAt(scope, end)) ? readWhole(scope, end + 1) : null;
  const unit = high && readUnit(scope, high.end);
  return unit
    ? { value: { ask: `“every ${sayTokens(scope, at, unit.end)}” is no exact rule. How often do you mean?` }, end: unit.end }
    : null;
}
