import { addDays, easterOf, nextWeekday, toDate } from '../calendar.ts';
import { after, type Reader } from './scope.ts';

type DayOfYear = (year: number) => string;

const fixed =
  (month: number, day: number): DayOfYear =>
  (year) =>
    toDate(year, month, day) as string;
const fromEaster =
  (days: number): DayOfYear =>
  (year) =>
    addDays(easterOf(year), days);
/** The nth such weekday of a month. */
const nth =
  (month: number, weekday: number, count: number): DayOfYear =>
  (year) =>
    addDays(nextWeekday(addDays(toDate(year, month, 1) as string, -1), weekday), (count - 1) * 7);

/** Longest first where one begins like another. */
const HOLIDAYS: readonly [name: string, day: DayOfYear][] = [
  ['christmas eve', fixed(12, 24)],
  ['christmas day', fixed(12, 25)],
  ['christmas', fixed(12, 25)],
  ['xmas', fixed(12, 25)],
  ['boxing day', fixed(12, 26)],
  ["new year's eve", fixed(12, 31)],
  ['new years eve', fixed(12, 31)],
  ['new year eve', fixed(12, 31)],
  ["new year's day", fixed(1, 1)],
  ["new year's", fixed(1, 1)],
  ['new years day', fixed(1, 1)],
  ['new years', fixed(1, 1)],
  ['new year', fixed(1, 1)],
  ['halloween day', fixed(10, 31)],
  ['halloween', fixed(10, 31)],
  ["valentine's day", fixed(2, 14)],
  ['valentines day', fixed(2, 14)],
  ["valentine's", fixed(2, 14)],
  ["st patrick's day", fixed(3, 17)],
  ["april fools' day", fixed(4, 1)],
  ["april fool's day", fixed(4, 1)],
  ['labour day', fixed(5, 1)],
  ['may day', fixed(5, 1)],
  ['good friday', fromEaster(-2)],
  ['easter sunday', fromEaster(0)],
  ['easter monday', fromEaster(1)],
  ['easter', fromEaster(0)],
  ['ascension day', fromEaster(39)],
  ['whit monday', fromEaster(50)],
  ['pentecost', fromEaster(49)],
  ['ash wednesday', fromEaster(-46)],
  ['shrove tuesday', fromEaster(-47)],
  ['thanksgiving', nth(11, 4, 4)],
  ['black friday', (year) => addDays(nth(11, 4, 4)(year), 1)],
  ['labor day', nth(9, 1, 1)],
];

/** A holiday that falls on a day known for every year. */
export const readHoliday: Reader<{ name: string; inYear: DayOfYear }> = (scope, at) => {
  for (const [name, inYear] of HOLIDAYS) {
    const end = after(scope, at, name);
    if (end !== null) return { value: { name, inYear }, end };
  }
  return null;
};
