import { toWallTime } from '../wall-time.ts';
import { type Clock, inDayPart } from './clocks.ts';
import { type DayPart, PART_MINUTES } from './day-parts.ts';
import type { Found } from './find-times.ts';
import { sayWall } from './first-time.ts';
import type { Scope } from './scope.ts';

/** Minutes of a day; absent: the whole day. `isGuess`: only a part of the day was named. */
export type TimeOfDay = { minutes?: number; isGuess: boolean; clock?: Clock; notes: string[] };

export const toClockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Nobody means these hours when they say only "at 3". */
const WAKING_FROM = 7 * 60;
const WAKING_TO = 23 * 60;

/** "At 5": the next such time of today at which people are awake, else the usual half of the day. */
function guess(minutes: number, minuteNow: number | null): number {
  const early = minutes % 720;
  const late = early + 720;
  if (minuteNow !== null) {
    const next = [early, late].find((candidate) => candidate > minuteNow && candidate >= WAKING_FROM && candidate < WAKING_TO);
    if (next !== undefined) return next;
  }
  return early < WAKING_FROM ? late : early;
}

/** The time that clocks and parts of the day name together. `minuteNow`: of today, where no other day is meant. */
export function toTimeOfDay(found: readonly Found[], rulePart: DayPart | undefined, minuteNow: number | null): TimeOfDay {
  const clock = found.find((part) => part.kind === 'clock')?.clock;
  const part = found.find((item) => item.kind === 'part')?.part ?? rulePart;
  if (!clock) {
    if (!part) return { isGuess: false, notes: [] };
    const minutes = PART_MINUTES[part];
    return { minutes, isGuess: true, notes: [`I took the ${part} for ${toClockText(minutes)}.`] };
  }
  const settled = part ? inDayPart(clock, part) : clock;
  if (!settled.isDoubtful) return { minutes: settled.minutes, isGuess: false, clock, notes: [] };
  const minutes = guess(settled.minutes, minuteNow);
  return { minutes, isGuess: false, clock, notes: [`I took “${clock.said}” for ${toClockText(minutes)}.`] };
}

/** What a time of other clocks is on the clocks of whoever said it, and which zone was meant. */
export function sayZone({ clock }: TimeOfDay, ms: number, scope: Scope): string[] {
  const place = clock?.place;
  if (!clock || !place || place.zone === scope.zone) return [];
  const remark = place.remark === undefined ? '' : `, taken for ${place.remark}`;
  return [`That time is of ${place.name} (${place.zone}${remark}); here it is ${sayWall(toWallTime(ms, scope.zone), false)}.`];
}
