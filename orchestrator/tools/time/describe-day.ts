import { toMoment } from '../../../lib/shared/time-words/first-time.ts';
import { offsetAt, sayOffset, toDay, toWallTime } from '../../../lib/shared/wall-time.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3_650_000;
const NOON_MS = DAY_MS / 2;

/** What clocks of a zone show. */
type Shown = { time_zone: string; date: string; time: string; utc_offset: string };

export type DayDescription = {
  /** YYYY-MM-DD */
  date: string;
  weekday: string;
  day_of_year: number;
  days_from_today: number;
  time_zone: string;
  /** At the time of that day, else now, else at noon. */
  utc_offset: string;
  /** HH:MM, of the present day or as it was given. */
  time?: string;
  /** The same moment on other clocks. */
  elsewhere?: Shown;
  /** A time that the clocks of the zone skip or repeat. */
  note?: string;
};

export type DayQuery = {
  timeZone: string;
  date?: string | null;
  addDays?: number | null;
  time?: string | null;
  otherTimeZone?: string | null;
};

/** Midnight UTC of a calendar day; `null` for days that do not exist. */
function toDayMs(date: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : ms;
}

function isZone(name: string): boolean {
  try {
    toWallTime(0, name);
    return true;
  } catch {
    return false;
  }
}

const toOffset = (ms: number, timeZone: string) => `GMT${sayOffset(offsetAt(ms, timeZone))}`;

function show(ms: number, timeZone: string): Shown {
  const wall = new Date(toWallTime(ms, timeZone)).toISOString();
  return { time_zone: timeZone, date: wall.slice(0, 10), time: wall.slice(11, 16), utc_offset: toOffset(ms, timeZone) };
}

/** The moment that is described: a time of the day, now, or noon. */
function toMs(nowMs: number, dayMs: number, isToday: boolean, { time, timeZone }: DayQuery): { ms: number; note?: string } {
  if (time === null || time === undefined) return { ms: isToday ? nowMs : toMoment(dayMs + NOON_MS, timeZone).ms };
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const { ms, notes } = toMoment(dayMs + (hour * 60 + minute) * 60_000, timeZone);
  return { ms, ...(notes[0] === undefined ? {} : { note: notes[0] }) };
}

/** Describes a calendar day as seen in a time zone. Days are counted on the calendar, so daylight saving does not matter. */
export function describeDay(nowMs: number, query: DayQuery): DayDescription | { error: string } {
  const { timeZone, date = null, addDays, time = null, otherTimeZone = null } = query;
  const unknown = [timeZone, ...(otherTimeZone === null ? [] : [otherTimeZone])].find((zone) => !isZone(zone));
  if (unknown !== undefined) return { error: `unknown time zone: ${unknown.slice(0, 60)}` };
  if (time !== null && !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) return { error: 'time must be HH:MM from 00:00 to 23:59' };
  const todayMs = toDay(toWallTime(nowMs, timeZone));
  const startMs = date === null ? todayMs : toDayMs(date);
  if (startMs === null) return { error: 'date must be an existing day as YYYY-MM-DD' };
  if (Math.abs(addDays ?? 0) > MAX_DAYS) return { error: `add_days must be within ±${MAX_DAYS}` };
  const dayMs = startMs + (addDays ?? 0) * DAY_MS;
  const day = new Date(dayMs);
  const isToday = dayMs === todayMs;
  const { ms, note } = toMs(nowMs, dayMs, isToday, query);
  return {
    date: day.toISOString().slice(0, 10),
    weekday: day.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }),
    day_of_year: (dayMs - Date.UTC(day.getUTCFullYear(), 0, 1)) / DAY_MS + 1,
    days_from_today: (dayMs - todayMs) / DAY_MS,
    time_zone: timeZone,
    utc_offset: toOffset(ms, timeZone),
    ...(isToday || time !== null ? { time: show(ms, timeZone).time } : {}),
    ...(otherTimeZone === null ? {} : { elsewhere: show(ms, otherTimeZone) }),
    ...(note === undefined ? {} : { note }),
  };
}
