import { addDays } from '../calendar.ts';
import { toWallTime, type WallMs } from '../wall-time.ts';
import type { Found } from './find-times.ts';
import { MINUTE_MS, sayWall, toMoment, wallOf } from './first-time.ts';
import type { Question, Schedule } from './schedule.ts';
import type { Scope } from './scope.ts';
import { sayZone, type TimeOfDay, toTimeOfDay } from './time-of-day.ts';

const isPast = (date: string, scope: Scope) => date < scope.today;

/** Midnight of a day is its first moment, or its last one where the first has passed. */
function toWall(date: string, time: TimeOfDay, isNamedDay: boolean, scope: Scope): { wall: WallMs; notes: string[] } {
  if (!time.clock?.isMidnight) return { wall: wallOf(date, time.minutes), notes: [] };
  if (!isNamedDay || date <= scope.today) return { wall: wallOf(date, 1440), notes: [] };
  return {
    wall: wallOf(date),
    notes: [`I took midnight for the start of ${date}; its end is ${addDays(date, 1)} 00:00.`],
  };
}

/** When something is due that comes once; `null` when no time was named. */
export function toOnce(found: readonly Found[], scope: Scope): Schedule | Question | null {
  const moment = found.find((part) => part.kind === 'moment');
  if (moment) {
    if (moment.ms <= scope.nowMs) {
      return { ask: `${sayWall(toWallTime(moment.ms, scope.zone), false)} has passed. When should it be?` };
    }
    return { dueAt: moment.ms, isAllDay: false, zone: scope.zone, notes: [] };
  }
  const isToday = found.some((part) => (part.kind === 'part' && part.isToday) || part.kind === 'end-of-day');
  const named = found.find((part) => part.kind === 'day')?.date ?? (isToday ? scope.today : undefined);
  const time = toTimeOfDay(found, undefined, named === undefined || named === scope.today ? scope.minuteNow : null);
  if (named === undefined && time.minutes === undefined) return null;
  if (named !== undefined && isPast(named, scope)) return { ask: `${named} has passed. When should it be?` };
  const zone = time.clock?.place?.zone ?? scope.zone;
  if (named !== undefined && time.minutes === undefined) return { dueAt: wallOf(named), isAllDay: true, zone, notes: [] };
  return toTimed(named, time, zone, scope);
}

function toTimed(named: string | undefined, time: TimeOfDay, zone: string, scope: Scope): Schedule | Question {
  const today = zone === scope.zone ? scope.today : new Date(toWallTime(scope.nowMs, zone)).toISOString().slice(0, 10);
  const first = toWall(named ?? today, time, named !== undefined, scope);
  let { ms, notes } = toMoment(first.wall, zone);
  const more: string[] = [];
  if (ms <= scope.nowMs) {
    const passed = sayWall(first.wall, false);
    if (named !== undefined && !time.isGuess) return { ask: `${passed} has passed. When should it be?` };
    if (named !== undefined) {
      return { dueAt: wallOf(named), isAllDay: true, zone, notes: [`${passed} has passed, so it is due today without a time.`] };
    }
    more.push(`${passed.slice(11)} has passed today, so I took tomorrow.`);
    ({ ms, notes } = toMoment(first.wall + 1440 * MINUTE_MS, zone));
  }
  return {
    dueAt: ms,
    isAllDay: false,
    zone: scope.zone,
    notes: [...time.notes, ...first.notes, ...more, ...notes, ...sayZone(time, ms, scope)],
  };
}
