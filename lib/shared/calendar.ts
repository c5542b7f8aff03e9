const DAY_MS = 86_400_000;

export const MONTHS = 'january february march april may june july august september october november december'.split(' ');
export const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

const toMs = (date: string) => Date.parse(`${date}T00:00:00Z`);
/** Years have four digits; what lies outside of them is the first or the last day of all. */
const FIRST_MS = Date.UTC(1000, 0, 1);
const LAST_MS = Date.UTC(9999, 11, 31);

/** `YYYY-MM-DD` of a midnight as `toDay` gives it. */
export function fromDay(ms: number): string {
  return new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString().slice(0, 10);
}

/** `null` for days that do not exist. Months count from 1. */
export function toDate(year: number, month: number, day: number): string | null {
  const ms = Date.UTC(year, month - 1, day);
  return Number.isNaN(ms) || new Date(ms).getUTCMonth() !== month - 1 || year < 1000 || year > 9999 ? null : fromDay(ms);
}

export function addDays(date: string, days: number): string {
  return fromDay(toMs(date) + days * DAY_MS);
}

/** The last day of the month where the day does not exist. */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const index = Math.min(Math.max(year * 12 + month - 1 + months, 1000 * 12), 9999 * 12 + 11);
  const last = daysInMonth(Math.floor(index / 12), (index % 12) + 1);
  return fromDay(Date.UTC(Math.floor(index / 12), index % 12, Math.min(day, last)));
}

export function daysBetween(from: string, to: string): number {
  return Math.round((toMs(to) - toMs(from)) / DAY_MS);
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(toMs(date)).getUTCDay();
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isLeapYear(year: number): boolean {
  return daysInMonth(year, 2) === 29;
}

/** ISO 8601 week number. */
export function weekOf(date: string): number {
  const thursday = addDays(date, 4 - (weekdayOf(date) || 7));
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}

/** The next such weekday after the date; the date itself does not count. */
export function nextWeekday(date: string, weekday: number): string {
  return addDays(date, (weekday - weekdayOf(date) + 7) % 7 || 7);
}

/** Western Easter Sunday. Source: the anonymous Gregorian computus. */
export function easterOf(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return fromDay(Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1));
}

/** `1 day`, `1,234 days`; the sign is not said. */
export function sayDays(count: number): string {
  return Math.abs(count) === 1 ? '1 day' : `${Math.abs(count).toLocaleString('en')} days`;
}
