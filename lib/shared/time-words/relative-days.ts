import { addDays } from '../calendar.ts';
import type { Day } from './dates.ts';
import { readDayOfMonth, readOfMonth } from './month-days.ts';
import { readPeriod } from './periods.ts';
import { after, firstOf, type Reader } from './scope.ts';
import { readWeekdayDay } from './weekday-days.ts';

const NAMED: readonly [phrase: string, days: number][] = [
  ['the day after tomorrow', 2],
  ['day after tomorrow', 2],
  ['overmorrow', 2],
  ['the day before yesterday', -2],
  ['day before yesterday', -2],
  ['today', 0],
  ['tomorrow', 1],
  ['tomorow', 1],
  ['tommorow', 1],
  ['tommorrow', 1],
  ['tmrw', 1],
  ['yesterday', -1],
];

const namedDay: Reader<Day> = (scope, at) => {
  for (const [phrase, days] of NAMED) {
    const end = after(scope, at, phrase);
    if (end !== null) return { value: { date: addDays(scope.today, days) }, end };
  }
  return null;
};

/** A day seen from today. */
export const readRelativeDay: Reader<Day> = firstOf(namedDay, readOfMonth, readWeekdayDay, readPeriod, readDayOfMonth);
