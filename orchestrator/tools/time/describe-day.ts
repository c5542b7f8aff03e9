const DAY_MS = 86_400_000;
const MAX_DAYS = 3_650_000;

export type DayDescription = {
  /** YYYY-MM-DD */
  date: string;
  weekday: string;
  day_of_year: number;
  days_from_today: number;
  time_zone: string;
  /** HH:MM, with `utc_offset` only for the present day. */
  time?: string;
  utc_offset?: string;
};

function toParts(nowMs: number, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  return Object.fromEntries(format.formatToParts(nowMs).map((part) => [part.type, part.value]));
}

/** Midnight UTC of a calendar day; `null` for days that do not exist. */
function toDayMs(date: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : ms;
}

/** Describes a calendar day as seen in a time zone. Days are counted on the calendar, so daylight saving does not matter. */
export function describeDay(
  nowMs: number,
  timeZone: string,
  date: string | null,
  addDays: number,
): DayDescription | { error: string } {
  let parts: Record<string, string>;
  try {
    parts = toParts(nowMs, timeZone);
  } catch {
    return { error: `unknown time zone: ${timeZone.slice(0, 60)}` };
  }
  const todayMs = toDayMs(`${parts.year}-${parts.month}-${parts.day}`) ?? nowMs;
  const startMs = date === null ? todayMs : toDayMs(date);
  if (startMs === null) return { error: 'date must be an existing day as YYYY-MM-DD' };
  if (Math.abs(addDays) > MAX_DAYS) return { error: `add_days must be within ±${MAX_DAYS}` };
  const dayMs = startMs + addDays * DAY_MS;
  const day = new Date(dayMs);
  return {
    date: day.toISOString().slice(0, 10),
    weekday: day.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }),
    day_of_year: (dayMs - Date.UTC(day.getUTCFullYear(), 0, 1)) / DAY_MS + 1,
    days_from_today: (dayMs - todayMs) / DAY_MS,
    time_zone: timeZone,
    ...(dayMs === todayMs ? { time: `${parts.hour}:${parts.minute}`, utc_offset: parts.timeZoneName ?? 'GMT' } : {}),
  };
}
