/** What the clocks of a zone show, as milliseconds since the epoch as if that zone were UTC: days and hours can be counted on it. */
export type WallMs = number;

const MAX_FORMATS = 100;
const formats = new Map<string, Intl.DateTimeFormat>();

function toFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(timeZone, format);
  return format;
}

/** The usual spelling of an IANA name; `null` when it is not known here. Never throws. */
export function toZoneName(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return toFormat(name).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** Throws `RangeError` for an unknown zone. */
export function toWallTime(ms: number, timeZone: string): WallMs {
  const parts = Object.fromEntries(
    toFormat(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second, ((ms % 1_000) + 1_000) % 1_000);
}

const DAY_MS = 86_400_000;

/**
 * The moment at which the clocks of a zone show that time. What they show twice is the first time; what they skip is as
 * much later as they were put forward. Source: RFC 5545 §3.3.5. Throws `RangeError` for an unknown zone.
 */
export function fromWallTime(wallMs: WallMs, timeZone: string): number {
  const offsetNear = (ms: number) => toWallTime(ms, timeZone) - ms;
  const earlier = wallMs - offsetNear(wallMs - DAY_MS);
  if (toWallTime(earlier, timeZone) === wallMs) return earlier;
  const later = wallMs - offsetNear(wallMs + DAY_MS);
  return toWallTime(later, timeZone) === wallMs ? later : earlier;
}

/** Midnight of the day in which a time lies. */
export function toDay(wallMs: WallMs): WallMs {
  return Math.floor(wallMs / DAY_MS) * DAY_MS;
}

/** Minutes east of UTC at a moment. Throws `RangeError` for an unknown zone. */
export function offsetAt(ms: number, timeZone: string): number {
  return Math.round((toWallTime(ms, timeZone) - ms) / 60_000);
}

const MAX_DAYS = 400;

/** The first moment after another at which the clocks of a zone change, within a year; `null` where they never do. */
export function nextClockChange(ms: number, timeZone: string): number | null {
  const before = offsetAt(ms, timeZone);
  let low = ms;
  for (let day = 1; day <= MAX_DAYS; day += 1) {
    let high = ms + day * DAY_MS;
    if (offsetAt(high, timeZone) === before) {
      low = high;
      continue;
    }
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle, timeZone) === before) low = middle;
      else high = middle;
    }
    return Math.ceil(low / 60_000) * 60_000;
  }
  return null;
}

/** `+05:30` */
export function sayOffset(minutes: number): string {
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(distance / 60)).padStart(2, '0')}:${String(distance % 60).padStart(2, '0')}`;
}
