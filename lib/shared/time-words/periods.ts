import { addDays, addMonths, nextWeekday, toDate, weekdayOf } from '../calendar.ts';
import { type Day, readYear } from './dates.ts';
import { firstOfMonth, lastOfMonth, monthName, readMonthName, toMonth } from './month-days.ts';
import { readMonth } from './names.ts';
import { after, firstOf, type Reader, skip, wordAt } from './scope.ts';
import { mondayOf } from './weekday-days.ts';

/** `end of next month`, `start of the year`, `mid-January`. */
const edgeOf: Reader<Day> = (scope, at) => {
  const start = skip(scope, at, ['the']);
  const edge = wordAt(scope, start);
  const isMiddle = /^(?:middle|mid)$/.test(edge);
  const isEnd = edge === 'end';
  if (!isEnd && !isMiddle && !/^(?:start|beginning)$/.test(edge)) return null;
  const of = edge === 'mid' ? skip(scope, start + 1, ['-']) : skip(scope, start + 1, ['of']);
  const next = wordAt(scope, skip(scope, of, ['the'])) === 'next' ? 1 : 0;
  const unit = skip(scope, skip(scope, of, ['the']), ['next', 'this']);
  if (wordAt(scope, unit) === 'week') {
    const monday = addDays(mondayOf(scope.today), next * 7);
    return { value: { date: addDays(monday, isEnd ? 6 : isMiddle ? 2 : 0) }, end: unit + 1 };
  }
  if (wordAt(scope, unit) === 'year') {
    const year = Number(scope.today.slice(0, 4)) + next;
    return { value: { date: `${year}-${isEnd ? '12-31' : isMiddle ? '07-01' : '01-01'}` }, end: unit + 1 };
  }
  if (wordAt(scope, unit) === 'quarter') {
    const { year, month } = toMonth(scope.today);
    const first = addMonths(toDate(year, Math.floor((month - 1) / 3) * 3 + 1, 1) as string, next * 3);
    return {
      value: { date: isEnd ? addDays(addMonths(first, 3), -1) : isMiddle ? addDays(addMonths(first, 1), 14) : first },
      end: unit + 1,
    };
  }
  const month = readMonthName(scope, of);
  if (month) {
    const date = isEnd ? lastOfMonth(month.value) : isMiddle ? `${month.value.slice(0, 8)}15` : month.value;
    return { value: { date }, end: month.end };
  }
  const year = readYear(scope, of);
  return year && edge !== 'mid'
    ? { value: { date: `${year.value}-${isEnd ? '12-31' : isMiddle ? '07-01' : '01-01'}` }, end: year.end }
    : null;
};

const said = (phrase: string, date: string): string[] => [`I took “${phrase}” for ${date}.`];

const mondayAfter = (today: string, weeks: number) => addDays(mondayOf(today), weeks * 7);
const yearOf = (today: string) => toMonth(today).year;
const saturdayOf = (today: string) => (weekdayOf(today) % 6 === 0 ? today : nextWeekday(today, 6));
const quarterOf = (today: string) => toDate(yearOf(today), Math.floor((toMonth(today).month - 1) / 3) * 3 + 1, 1) as string;

const PERIODS: readonly [phrase: string, toDay: (today: string) => string][] = [
  ['the week after next', (today) => mondayAfter(today, 2)],
  ['week after next', (today) => mondayAfter(today, 2)],
  ['the month after next', (today) => addMonths(firstOfMonth(today), 2)],
  ['the year after next', (today) => `${yearOf(today) + 2}-01-01`],
  ['later this week', (today) => addDays(mondayAfter(today, 1), -1)],
  ['this week', (today) => addDays(mondayAfter(today, 1), -1)],
  ['next week', (today) => mondayAfter(today, 1)],
  ['later this month', lastOfMonth],
  ['this month', lastOfMonth],
  ['next month', (today) => addMonths(firstOfMonth(today), 1)],
  ['next quarter', (today) => addMonths(quarterOf(today), 3)],
  ['this year', (today) => `${yearOf(today)}-12-31`],
  ['next year', (today) => `${yearOf(today) + 1}-01-01`],
  ['this weekend', saturdayOf],
  ['next weekend', (today) => addDays(saturdayOf(today), weekdayOf(today) === 0 ? 6 : 7)],
  ['the weekend', saturdayOf],
  ['last week', (today) => mondayAfter(today, -1)],
  ['last month', (today) => addMonths(firstOfMonth(today), -1)],
  ['last year', (today) => `${yearOf(today) - 1}-01-01`],
  ['last weekend', (today) => addDays(saturdayOf(today), -7)],
];

/** A week, month, quarter, year or weekend stands for its first day ahead; what was taken is said. */
const period: Reader<Day> = (scope, at) => {
  for (const [phrase, toDay] of PERIODS) {
    const end = after(scope, at, phrase);
    if (end === null) continue;
    const date = toDay(scope.today);
    return { value: { date }, end, notes: said(phrase, date) };
  }
  return null;
};

/** `in March`, `by December 2027`, `since 2019`: the first day, and that is said. */
const monthOrYear: Reader<Day> = (scope, at) => {
  const preposition = wordAt(scope, at - 1);
  if (!/^(?:in|by|until|till|til|before|since|from|during|for|of|next|starting|beginning)$/.test(preposition)) return null;
  const next = wordAt(scope, at) === 'next' ? at + 1 : at;
  const month = readMonth(scope, next) ? readMonthName(scope, at) : null;
  const year = month ? null : readYear(scope, at);
  const end = month?.end ?? (year?.end as number);
  if (!month && (!year || /[\p{L}]/u.test(wordAt(scope, end)))) return null;
  const first = month?.value ?? `${year?.value}-01-01`;
  const isNow = first.slice(0, 7) === scope.today.slice(0, 7);
  const date = isNow && !scope.isPast ? lastOfMonth(first) : first;
  return { value: { date }, end, notes: said(`${preposition} ${month ? monthName(first) : first.slice(0, 4)}`, date) };
};

/** A day that stands for a week, a month or a year. */
export const readPeriod: Reader<Day> = firstOf(edgeOf, period, monthOrYear);
