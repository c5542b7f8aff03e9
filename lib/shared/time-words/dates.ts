import { toDate, WEEKDAYS, weekdayOf } from '../calendar.ts';
import type { Problem } from './bare-clocks.ts';
import { readOrdinal } from './counts.ts';
import { readHoliday } from './holidays.ts';
import { readMonth, readWeekday } from './names.ts';
import { firstOf, isTight, type Read, type Reader, type Scope, skip, wordAt } from './scope.ts';

/** A calendar day, or why there is none. */
export type Day = { date: string } | Problem;

const capital = (word: string) => word.replace(/^./, (letter) => letter.toUpperCase());

/** `2026` or `'26`; a clock or a count does not look so. */
export function readYear(scope: Scope, at: number): Read<number> | null {
  const comma = skip(scope, at, [',']);
  const start = skip(scope, comma, ['of', 'in']);
  const word = wordAt(scope, start);
  if (!/^[1-9]\d{3}$/.test(word) || /^(?:hours?|hrs?|h)$/.test(wordAt(scope, start + 1))) return null;
  return { value: Number(word), end: start + 1 };
}

/** The coming such day, today included, or the last one before today where the past is meant. */
export function inNearYear(scope: Scope, inYear: (year: number) => string | null): string | null {
  const thisYear = Number(scope.today.slice(0, 4));
  const step = scope.isPast ? -1 : 1;
  // Up to eight years, for 29 February.
  for (let distance = 0; distance <= 8; distance += 1) {
    const date = inYear(thisYear + distance * step);
    if (date !== null && (scope.isPast ? date <= scope.today : date >= scope.today)) return date;
  }
  return null;
}

function toYearDay(scope: Scope, month: number, day: number, year: number | null): Day {
  const date = year === null ? inNearYear(scope, (candidate) => toDate(candidate, month, day)) : toDate(year, month, day);
  if (date !== null) return { date };
  const name = new Date(Date.UTC(2000, month - 1, 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' });
  return { ask: `There is no ${day} ${name}${year === null ? '' : ` ${year}`}. Which day do you mean?` };
}

/** A day and a time in one word, as computers write them. */
const isoDay: Reader<Day> = (scope, at) => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(wordAt(scope, at));
  if (!match) return null;
  const date = toDate(Number(match[1]), Number(match[2]), Number(match[3]));
  return { value: date === null ? { ask: `There is no day ${match[0]}. Which day do you mean?` } : { date }, end: at + 1 };
};

/** People in these zones write the month first. */
const MONTH_FIRST =
  /^(?:US\/|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Juneau|Nome|Sitka|Adak|Menominee|Indiana\/|Kentucky\/|North_Dakota\/)|Pacific\/Honolulu)/;

function toFullYear(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

/** `24.12.2026`, `3/4/2026`, `2026/12/24`, and `24/12` behind a preposition. */
const numericDay: Reader<Day> = (scope, at) => {
  const word = wordAt(scope, at);
  const backward = /^(\d{4})[./](\d{1,2})[./](\d{1,2})$/.exec(word);
  if (backward) return { value: toYearDay(scope, Number(backward[2]), Number(backward[3]), Number(backward[1])), end: at + 1 };
  const match = /^(\d{1,2})([./])(\d{1,2})(?:\2(\d{2}|\d{4}))?$/.exec(word);
  if (!match) return null;
  const [, first = '', mark, second = '', year] = match;
  if (year === undefined && (mark === '.' || !/^(?:on|by|until|till|before|since|due|from)$/.test(wordAt(scope, at - 1))))
    return null;
  const [one, two] = [Number(first), Number(second)];
  if (one > 12 && two > 12) return { value: { ask: `“${word}” is no day. Which day do you mean?` }, end: at + 1 };
  const isMonthFirst = two > 12 || (one <= 12 && mark === '/' && MONTH_FIRST.test(scope.zone));
  const [day, month] = isMonthFirst ? [two, one] : [one, two];
  const value = toYearDay(scope, month, day, toFullYear(year));
  const isDoubtful = one <= 12 && two <= 12 && one !== two && mark === '/' && 'date' in value;
  const notes = isDoubtful ? [`I read “${word}” as ${value.date}, with the ${isMonthFirst ? 'month' : 'day'} first.`] : [];
  return { value, end: at + 1, notes };
};

/** `24 December 2026`, `24th of Dec`, `24-Dec-2026`. */
function readDayFirst(scope: Scope, at: number): Read<Day> | null {
  const start = skip(scope, at, ['the']);
  const ordinal = readOrdinal(scope, start);
  const plain = /^\d{1,2}$/.test(wordAt(scope, start)) ? { value: Number(wordAt(scope, start)), end: start + 1 } : null;
  const day = ordinal ?? plain;
  if (!day) return null;
  const next = skip(scope, skip(scope, day.end, ['-', 'day', '.']), ['of']);
  const month = readMonth(scope, next);
  if (!month) return null;
  const year = readYear(scope, skip(scope, month.end, ['-']));
  return { value: toYearDay(scope, month.value, day.value, year?.value ?? null), end: year?.end ?? month.end };
}

/** `December 24, 2026`, `Dec 24th`. */
function readMonthFirst(scope: Scope, at: number): Read<Day> | null {
  const month = readMonth(scope, at);
  if (!month) return null;
  const start = skip(scope, month.end, ['the']);
  const word = wordAt(scope, start);
  const ordinal = readOrdinal(scope, start);
  const plain = /^\d{1,2}$/.test(word) ? { value: Number(word), end: start + 1 } : null;
  const day = ordinal ?? plain;
  // "May 5pm" names an hour.
  if (!day || /^(?:[ap]\.?m\.?|h|o'clock)$/.test(wordAt(scope, day.end)) || day.value === 0) return null;
  const year = readYear(scope, day.end);
  return { value: toYearDay(scope, month.value, day.value, year?.value ?? null), end: year?.end ?? day.end };
}

const holiday: Reader<Day> = (scope, at) => {
  const found = readHoliday(scope, skip(scope, at, ['next']));
  if (!found) return null;
  const year = readYear(scope, skip(scope, found.end, ['in', 'of']));
  const thisYear = Number(scope.today.slice(0, 4));
  const said = wordAt(scope, found.end);
  const relative = /^(?:this|next|last)$/.test(said) && wordAt(scope, found.end + 1) === 'year';
  const named = relative ? thisYear + (said === 'next' ? 1 : said === 'last' ? -1 : 0) : year?.value;
  const end = relative ? found.end + 2 : (year?.end ?? found.end);
  const date = named === undefined ? inNearYear(scope, found.value.inYear) : found.value.inYear(named);
  return date === null ? null : { value: { date }, end };
};

const bareDate: Reader<Day> = firstOf(isoDay, numericDay, readDayFirst, readMonthFirst, holiday);

/** A date of the calendar, with or without its weekday: `Friday, 4 December`. */
export const readDate: Reader<Day> = (scope, at) => {
  const start = skip(scope, at, ['the']);
  const weekday = readWeekday(scope, start);
  if (!weekday || weekday.value.isPlural) return bareDate(scope, at);
  const next = skip(scope, skip(scope, skip(scope, weekday.end, [',', '.']), ['on']), ['the']);
  if (readWeekday(scope, next)) return null;
  const date = firstOf(isoDay, numericDay, readDayFirst, readMonthFirst)(scope, next);
  if (!date || isTight(scope, next)) return null;
  if ('ask' in date.value || weekdayOf(date.value.date) === weekday.value.weekday) return date;
  const real = capital(WEEKDAYS[weekdayOf(date.value.date)] as string);
  const said = capital(WEEKDAYS[weekday.value.weekday] as string);
  return { value: { ask: `${date.value.date} is a ${real}, no ${said}. Which day do you mean?` }, end: date.end };
};
