import { addDays, nextWeekday, toDate, WEEKDAYS, weekdayOf } from '../calendar.ts';
import { readOrdinal } from './counts.ts';
import type { Day } from './dates.ts';
import { toMonth } from './month-days.ts';
import { readMonth, readWeekday } from './names.ts';
import { after, afterAny, daysAhead, type Read, type Reader, type Scope, skip, wordAt } from './scope.ts';

const nameOf = (weekday: number) => (WEEKDAYS[weekday] as string).replace(/^./, (letter) => letter.toUpperCase());

/** Monday of the ISO week. */
export const mondayOf = (date: string) => addDays(date, 1 - (weekdayOf(date) || 7));

function toWeekdayDay(scope: Scope, weekday: number, which: string): { date: string; notes: string[] } {
  const coming = nextWeekday(scope.today, weekday);
  const isToday = weekdayOf(scope.today) === weekday;
  if (which === 'last' || which === 'past' || which === 'previous')
    return { date: addDays(coming, isToday ? -7 : -7), notes: [] };
  if (scope.isPast && which === '') {
    const notes = isToday ? [`Today is ${nameOf(weekday)}; I took the one a week ago.`] : [];
    return { date: addDays(coming, -7), notes };
  }
  if (which === 'this' && isToday) return { date: scope.today, notes: [] };
  if (which === '' && isToday) return { date: coming, notes: [`Today is ${nameOf(weekday)}; I took the next one, ${coming}.`] };
  const isThisWeek = mondayOf(coming) === mondayOf(scope.today) || daysAhead(scope, coming) < 2;
  const notes =
    which === 'next' && isThisWeek
      ? [`I took “next ${nameOf(weekday)}” for the coming one, ${coming}; the one after that is ${addDays(coming, 7)}.`]
      : [];
  return { date: coming, notes };
}

/** `Friday`, `next Friday`, `the Friday after next`, `Friday the 13th`, `Tuesday week`. */
export const readWeekdayDay: Reader<Day> = (scope, at) => {
  const start = skip(scope, at, ['the']);
  const said = wordAt(scope, start);
  const isModified = /^(?:this|next|coming|upcoming|last|past|previous)$/.test(said);
  const name = isModified ? skip(scope, start + 1, ['coming']) : start;
  const which = isModified ? said.replace(/^(?:coming|upcoming)$/, 'coming') : '';
  const found = readWeekday(scope, name);
  if (!found || found.value.isPlural) return null;
  const { weekday } = found.value;
  const thirteenth = readNumberedWeekday(scope, weekday, found.end);
  if (thirteenth) return thirteenth;
  const { date, notes } = toWeekdayDay(scope, weekday, which);
  const next = after(scope, found.end, 'after next');
  if (next !== null) {
    const coming = nextWeekday(scope.today, weekday);
    const later = addDays(coming, 7);
    return {
      value: { date: later },
      end: next,
      notes: [`I took “${nameOf(weekday)} after next” for ${later}, a week after the coming one.`],
    };
  }
  const week = afterAny(scope, found.end, ['week', 'in a week']);
  if (week !== null && which === '') return { value: { date: addDays(date, 7) }, end: week };
  const fortnight = after(scope, found.end, 'fortnight');
  if (fortnight !== null && which === '') return { value: { date: addDays(date, 14) }, end: fortnight };
  const ofWeek = afterAny(scope, found.end, ['next week', 'of next week', 'in next week']);
  if (ofWeek !== null && which === '') return { value: { date: ofNextWeek(scope, weekday, 1) }, end: ofWeek };
  const thisWeek = afterAny(scope, found.end, ['this week', 'of this week']);
  if (thisWeek !== null && which === '') return { value: { date: ofNextWeek(scope, weekday, 0) }, end: thisWeek };
  const weekAfter = after(scope, found.end, 'the week after next');
  if (weekAfter !== null) return { value: { date: ofNextWeek(scope, weekday, 2) }, end: weekAfter };
  return { value: { date }, end: found.end, notes };
};

const ofNextWeek = (scope: Scope, weekday: number, weeks: number) =>
  addDays(mondayOf(scope.today), weeks * 7 + ((weekday + 6) % 7));

/** "Friday the 13th" is the nearest 13th that is a Friday. */
function readNumberedWeekday(scope: Scope, weekday: number, at: number): Read<Day> | null {
  const start = after(scope, skip(scope, at, [',']), 'the');
  const day = start === null ? null : readOrdinal(scope, start);
  if (!day || start === null || readMonth(scope, skip(scope, day.end, ['of'])) !== null) return null;
  const { year, month } = toMonth(scope.today);
  for (let ahead = 0; ahead < 120; ahead += 1) {
    const index = year * 12 + month - 1 + (scope.isPast ? -ahead : ahead);
    const date = toDate(Math.floor(index / 12), (index % 12) + 1, day.value);
    if (date !== null && weekdayOf(date) === weekday && (scope.isPast ? date <= scope.today : date >= scope.today)) {
      return { value: { date }, end: day.end };
    }
  }
  return { value: { ask: `No coming month has a ${nameOf(weekday)} the ${day.value}th. Which day do you mean?` }, end: day.end };
}
