import { addDays, addMonths, daysInMonth, MONTHS, nextWeekday, toDate, weekdayOf } from '../calendar.ts';
import { readOrdinal } from './counts.ts';
import { type Day, inNearYear, readYear } from './dates.ts';
import { readMonth, readWeekday } from './names.ts';
import { after, afterAny, type Reader, skip, wordAt } from './scope.ts';

export const toMonth = (date: string) => ({ year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)) });
export const firstOfMonth = (date: string) => `${date.slice(0, 7)}-01`;
export const lastOfMonth = (date: string) => `${date.slice(0, 7)}-${daysInMonth(toMonth(date).year, toMonth(date).month)}`;

const NAMED_MONTHS: readonly [phrase: string, months: number][] = [
  ['this month', 0],
  ['the month', 0],
  ['the current month', 0],
  ['month', 0],
  ['next month', 1],
  ['the next month', 1],
  ['last month', -1],
];

/** The first day of a month that words name: `next month`, `the month`, `March 2027`. */
export const readMonthName: Reader<string> = (scope, at) => {
  for (const [phrase, months] of NAMED_MONTHS) {
    const end = after(scope, at, phrase);
    if (end !== null) return { value: addMonths(firstOfMonth(scope.today), months), end };
  }
  const isNext = wordAt(scope, at) === 'next';
  const month = readMonth(scope, skip(scope, at, ['next', 'this', 'last']));
  if (!month) return null;
  const year = readYear(scope, month.end);
  const near = inNearYear(scope, (candidate) => {
    const first = toDate(candidate, month.value, 1) as string;
    return scope.isPast ? first : lastOfMonth(first);
  });
  const first = year ? toDate(year.value, month.value, 1) : near && firstOfMonth(near);
  if (first === null) return null;
  const isThis = first.slice(0, 7) === scope.today.slice(0, 7);
  return { value: isNext && isThis && !year ? addMonths(first, 12) : first, end: year?.end ?? month.end };
};

/** `the first Monday of January`, `the last day of next month`, `the 15th of this month`, `the second last …` is not known. */
export const readOfMonth: Reader<Day> = (scope, at) => {
  const start = skip(scope, at, ['the', 'very']);
  const isLast = wordAt(scope, start) === 'last';
  const ordinal = isLast ? { value: -1, end: start + 1 } : readOrdinal(scope, start);
  if (!ordinal) return null;
  const isDay = /^(?:day)$/.test(wordAt(scope, ordinal.end));
  const isWorkday = /^(?:weekday|workday)$/.test(wordAt(scope, ordinal.end));
  const weekday = readWeekday(scope, ordinal.end);
  const unitEnd = weekday?.end ?? (isDay || isWorkday ? ordinal.end + 1 : ordinal.end);
  const of = afterAny(scope, unitEnd, ['of', 'in']);
  if (of === null) return null;
  const isYear = afterAny(scope, of, ['this year', 'the year', 'year']);
  if (isYear !== null && isDay && isLast) return { value: { date: `${scope.today.slice(0, 4)}-12-31` }, end: isYear };
  const month = readMonthName(scope, of);
  if (!month) return null;
  const date = weekday
    ? nthWeekday(month.value, weekday.value.weekday, ordinal.value)
    : isWorkday
      ? nthWorkday(month.value, ordinal.value)
      : nthDay(month.value, ordinal.value);
  if (date !== null) return { value: { date }, end: month.end };
  return { value: { ask: `${monthName(month.value)} has no such day. Which day do you mean?` }, end: month.end };
};

export const monthName = (date: string) =>
  `${(MONTHS[toMonth(date).month - 1] as string).replace(/^./, (letter) => letter.toUpperCase())} ${toMonth(date).year}`;

function nthDay(first: string, count: number): string | null {
  if (count < 0) return lastOfMonth(first);
  const { year, month } = toMonth(first);
  return toDate(year, month, count);
}

function nthWeekday(first: string, weekday: number, count: number): string | null {
  const date =
    count > 0
      ? addDays(nextWeekday(addDays(first, -1), weekday), (count - 1) * 7)
      : addDays(nextWeekday(lastOfMonth(first), weekday), -7);
  return date.slice(0, 7) === first.slice(0, 7) ? date : null;
}

function nthWorkday(first: string, count: number): string | null {
  let date = count > 0 ? addDays(first, -1) : addDays(lastOfMonth(first), 1);
  for (let left = Math.abs(count); left > 0; ) {
    date = addDays(date, Math.sign(count));
    if (weekdayOf(date) % 6 !== 0) left -= 1;
  }
  return date.slice(0, 7) === first.slice(0, 7) ? date : null;
}

/** `the 15th`: of this month, or of the next one that has it. */
export const readDayOfMonth: Reader<Day> = (scope, at) => {
  const start = after(scope, at, 'the');
  const day = start === null ? null : readOrdinal(scope, start);
  // "the second option" is no day.
  if (!day || start === null || !/^\d/.test(wordAt(scope, start)) || day.value > 31) return null;
  const { year, month } = toMonth(scope.today);
  for (let ahead = 0; ahead < 12; ahead += 1) {
    const index = year * 12 + month - 1 + (scope.isPast ? -ahead : ahead);
    const date = toDate(Math.floor(index / 12), (index % 12) + 1, day.value);
    if (date === null || (scope.isPast ? date > scope.today : date < scope.today)) continue;
    const notes = ahead > 1 || (ahead === 1 && day.value > 28) ? [`The next ${day.value}th is ${date}.`] : [];
    return { value: { date }, end: day.end, notes };
  }
  return null;
};
