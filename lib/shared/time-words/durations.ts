import { addDays, addMonths, weekdayOf } from '../calendar.ts';
import { readCount, readWhole } from './counts.ts';
import { readUnit, type Unit } from './names.ts';
import { after, isTight, type Read, type Reader, type Scope, skip, wordAt } from './scope.ts';

/** Whole calendar steps and exact seconds; they are added in this order. */
export type Duration = { months: number; days: number; businessDays: number; seconds: number };

const NONE: Duration = { months: 0, days: 0, businessDays: 0, seconds: 0 };
const DAY_S = 86_400;

/** Parts of a day are hours; a part of a month is as many thirtieths of 30 days. */
export function toDuration(count: number, unit: Unit): Duration {
  switch (unit) {
    case 'second':
      return { ...NONE, seconds: count };
    case 'minute':
      return { ...NONE, seconds: count * 60 };
    case 'hour':
      return { ...NONE, seconds: count * 3_600 };
    case 'business day':
      return { ...NONE, businessDays: Math.ceil(count) };
    case 'day':
    case 'week': {
      const days = count * (unit === 'week' ? 7 : 1);
      return { ...NONE, days: Math.trunc(days), seconds: Math.round((days % 1) * DAY_S) };
    }
    case 'month':
    case 'year': {
      const months = count * (unit === 'year' ? 12 : 1);
      return { ...NONE, months: Math.trunc(months), days: Math.round((months % 1) * 30) };
    }
  }
}

const add = (one: Duration, other: Duration): Duration => ({
  months: one.months + other.months,
  days: one.days + other.days,
  businessDays: one.businessDays + other.businessDays,
  seconds: one.seconds + other.seconds,
});

const PARTS: readonly [string, number][] = [
  ['and a half', 0.5],
  ['and a quarter', 0.25],
  ['and three quarters', 0.75],
];

/** `2 hours`, `an hour and a half`, `half an hour`, `a fortnight`, `90 min`. */
const readItem: Reader<Duration> = (scope, at) => {
  const count = readCount(scope, at) ?? (/^(?:fortnight)$/.test(wordAt(scope, at)) ? { value: 1, end: at } : null);
  if (!count) return null;
  // In "a ten-minute call" it says what kind of call.
  const next =
    wordAt(scope, count.end) === '-' && isTight(scope, count.end)
      ? null
      : skip(scope, count.end, ['more', 'full', 'whole', 'of']);
  const unit = next === null ? null : readUnit(scope, next);
  if (!unit) return null;
  let { end } = unit;
  let { value: total } = count;
  for (const [words, more] of PARTS) {
    const behind = after(scope, end, words);
    // "an hour and a half hour" is not said, "an hour and a quarter of an hour" is.
    if (behind === null || (more < 1 && readUnit(scope, skip(scope, skip(scope, behind, ['of']), ['an', 'a'])) !== null))
      continue;
    total += more;
    end = behind;
    break;
  }
  return { value: toDuration(total * unit.value.factor, unit.value.unit), end, notes: count.notes ?? [] };
};

/** `2h30`: the minutes have no unit. */
function readTightMinutes(scope: Scope, at: number): Read<number> | null {
  const isHours = /^(?:h|hr|hrs)$/.test(wordAt(scope, at - 1));
  const minutes = isHours && isTight(scope, at) && /^[0-5]?\d$/.test(wordAt(scope, at)) ? readWhole(scope, at) : null;
  return minutes && !readUnit(scope, minutes.end) ? minutes : null;
}

/** How long: one or several items. Notes tell what vague words were taken for. */
export const readDuration: Reader<Duration> = (scope, at) => {
  const first = readItem(scope, at);
  if (!first) return null;
  let { value, end } = first;
  const notes = [...(first.notes ?? [])];
  for (;;) {
    const minutes = readTightMinutes(scope, end);
    if (minutes) {
      value = add(value, toDuration(minutes.value, 'minute'));
      end = minutes.end;
      continue;
    }
    const item = readItem(scope, skip(scope, skip(scope, end, [',']), ['and']));
    if (!item) return { value, end, notes };
    value = add(value, item.value);
    ({ end } = item);
    notes.push(...(item.notes ?? []));
  }
};

function addBusinessDays(date: string, count: number): string {
  const step = Math.sign(count);
  let day = date;
  // Whole weeks first: long distances cost no more than short ones.
  const weeks = Math.trunc(count / 5);
  day = addDays(day, weeks * 7);
  for (let left = Math.abs(count % 5); left > 0; ) {
    day = addDays(day, step);
    if (weekdayOf(day) % 6 !== 0) left -= 1;
  }
  while (count !== 0 && weekdayOf(day) % 6 === 0) day = addDays(day, -step);
  return day;
}

/** The day so much later, or earlier; parts of a day do not count. */
export function shiftDay(
  date: string,
  { months, days, businessDays }: Duration,
  sign: 1 | -1,
): { date: string; notes: string[] } {
  const inMonth = addMonths(date, months * sign);
  const isCut = months !== 0 && inMonth.slice(8) !== date.slice(8);
  const shifted = addBusinessDays(addDays(inMonth, days * sign), businessDays * sign);
  return {
    date: shifted,
    notes: [
      ...(isCut ? [`That month has no day ${Number(date.slice(8))}, so I took its last one.`] : []),
      ...(businessDays === 0 ? [] : ['Business days are Monday to Friday; I do not know public holidays.']),
    ],
  };
}
