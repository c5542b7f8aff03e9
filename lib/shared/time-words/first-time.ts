import { fromDay } from '../calendar.ts';
import { fromWallTime, toDay, toWallTime, type WallMs } from '../wall-time.ts';

export const MINUTE_MS = 60_000;

export const wallOf = (date: string, minutes = 0): WallMs => Date.parse(`${date}T00:00Z`) + minutes * MINUTE_MS;

const toClock = (wall: WallMs) => new Date(wall).toISOString().slice(11, 16);

/** The moment at which clocks show a time, and what is odd about that time: twice a year a zone skips some and repeats others. */
export function toMoment(wall: WallMs, zone: string): { ms: number; notes: string[] } {
  const ms = fromWallTime(wall, zone);
  const shown = toWallTime(ms, zone);
  const day = fromDay(toDay(wall));
  if (shown !== wall) {
    return { ms, notes: [`The clocks are put forward on ${day}: ${toClock(wall)} does not exist, so I took ${toClock(shown)}.`] };
  }
  const isTwice = [30, 60].some((minutes) => toWallTime(ms + minutes * MINUTE_MS, zone) === wall);
  return {
    ms,
    notes: isTwice ? [`The clocks are put back on ${day}: ${toClock(wall)} comes twice, and I took the first.`] : [],
  };
}

/** `2026-12-01` or `2026-12-01 17:00`. */
export const sayWall = (wall: WallMs, isAllDay: boolean): string =>
  new Date(wall)
    .toISOString()
    .slice(0, isAllDay ? 10 : 16)
    .replace('T', ' ');
