import { MONTHS, WEEKDAYS } from '../calendar.ts';
import { type Reader, wordAt } from './scope.ts';

const SHORT_WEEKDAYS: Readonly<Record<string, number>> = {
  sun: 0,
  mon: 1,
  tue: 2,
  tues: 2,
  wed: 3,
  weds: 3,
  thu: 4,
  thur: 4,
  thurs: 4,
  fri: 5,
  sat: 6,
};

export type WeekdayName = { weekday: number; isPlural: boolean };

/** `friday`, `fri`, `fridays`; 0 is Sunday. */
export const readWeekday: Reader<WeekdayName> = (scope, at) => {
  const word = wordAt(scope, at);
  const short = SHORT_WEEKDAYS[word];
  const end = short !== undefined && wordAt(scope, at + 1) === '.' && /^[a-z\d]/.test(wordAt(scope, at + 2)) ? at + 2 : at + 1;
  if (short !== undefined) return { value: { weekday: short, isPlural: false }, end };
  const weekday = WEEKDAYS.findIndex((name) => word === name || word === `${name}s`);
  return weekday < 0 ? null : { value: { weekday, isPlural: word.endsWith('s') }, end };
};

/** `december`, `dec`, `dec.`, `sept`; months count from 1. */
export const readMonth: Reader<number> = (scope, at) => {
  const word = wordAt(scope, at);
  const index = word === 'sept' ? 8 : MONTHS.findIndex((name) => word === name || (word.length === 3 && name.startsWith(word)));
  if (index < 0) return null;
  const isDotted =
    word.length < 5 && word !== MONTHS[index] && wordAt(scope, at + 1) === '.' && scope.tokens[at + 1]?.isTight === true;
  return { value: index + 1, end: isDotted && /^\d/.test(wordAt(scope, at + 2)) ? at + 2 : at + 1 };
};

export type Unit = 'second' | 'minute' | 'hour' | 'day' | 'business day' | 'week' | 'month' | 'year';

const UNITS: Readonly<Record<string, readonly [Unit, number]>> = {
  s: ['second', 1],
  sec: ['second', 1],
  second: ['second', 1],
  m: ['minute', 1],
  min: ['minute', 1],
  minute: ['minute', 1],
  h: ['hour', 1],
  hr: ['hour', 1],
  hour: ['hour', 1],
  d: ['day', 1],
  day: ['day', 1],
  night: ['day', 1],
  weekday: ['business day', 1],
  workday: ['business day', 1],
  w: ['week', 1],
  wk: ['week', 1],
  week: ['week', 1],
  fortnight: ['week', 2],
  month: ['month', 1],
  mo: ['month', 1],
  mth: ['month', 1],
  quarter: ['month', 3],
  y: ['year', 1],
  yr: ['year', 1],
  year: ['year', 1],
  decade: ['year', 10],
  century: ['year', 100],
  centurie: ['year', 100],
};

/** A unit and how many of it one is: a fortnight is two weeks. Single letters stand only right behind their number. */
export const readUnit: Reader<{ unit: Unit; factor: number }> = (scope, at) => {
  let word = wordAt(scope, at);
  let end = at + 1;
  if (/^(?:business|working|work)$/.test(word) && /^days?$/.test(wordAt(scope, at + 1))) {
    return { value: { unit: 'business day', factor: 1 }, end: at + 2 };
  }
  // In "a week's time" and "three days' time" the mark belongs to the word.
  word = word.replace(/'s$/, '');
  const known = UNITS[word] ?? (word.length > 2 || word === 'hs' ? UNITS[word.replace(/s$/, '')] : undefined);
  if (!known || (word.length === 1 && !scope.tokens[at]?.isTight)) return null;
  if (wordAt(scope, end) === "'" && scope.tokens[end]?.isTight) end += 1;
  return { value: { unit: known[0], factor: known[1] }, end };
};
