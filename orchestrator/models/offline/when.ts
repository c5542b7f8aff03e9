import { addDays, addMonths, daysInMonth, easterOf, MONTHS, nextWeekday, toDate, WEEKDAYS, weekdayOf } from './calendar.ts';
import type { LocalTime } from './plan.ts';

/** A point in time that words name. `time` is `HH:MM`; absent: the whole day. `phrase` is the words themselves. */
export type When = { date: string; time?: string; phrase: string };

const MONTH = `(${MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')}|sept)`;
const WEEKDAY = `(${WEEKDAYS.join('|')}|mon|tues?|wed|thurs?|fri|sat|sun)`;
const COUNTS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const COUNT = `(\\d{1,5}|an?|${COUNTS.slice(1).join('|')}|half an?|couple of|a couple of)`;
const PREPOSITION = '(?:(?:on|by|until|till|before|due|from|for|to|since|at) )?(?:the )?';

export function toCount(word: string): number {
  if (/^half/.test(word)) return 0.5;
  if (/couple/.test(word)) return 2;
  if (/^an?$/.test(word)) return 1;
  const index = COUNTS.indexOf(word);
  return index >= 0 ? index : Number(word);
}

const toMonth = (word: string) => MONTHS.findIndex((name) => name.startsWith(word.slice(0, 3))) + 1;
const toWeekday = (word: string) => WEEKDAYS.findIndex((name) => name.startsWith(word.slice(0, 3)));

/** The next such day of the year, today included; a given year wins. */
function dayOfYear(now: LocalTime, month: number, day: number, year: string | undefined): string | null {
  if (year !== undefined) return toDate(Number(year), month, day);
  const thisYear = Number(now.date.slice(0, 4));
  // Up to eight years, for 29 February.
  for (let candidate = thisYear; candidate <= thisYear + 8; candidate += 1) {
    const date = toDate(candidate, month, day);
    if (date !== null && date >= now.date) return date;
  }
  return null;
}

function holidayOf(now: LocalTime, name: string, year: string | undefined): string | null {
  const fixed: Record<string, [number, number]> = {
    'christmas eve': [12, 24],
    christmas: [12, 25],
    'boxing day': [12, 26],
    "new year's eve": [12, 31],
    'new year': [1, 1],
    halloween: [10, 31],
    "valentine's day": [2, 14],
  };
  const key = name === "new year's" || name === "new year's day" ? 'new year' : name.replace(/^(christmas|halloween) day$/, '$1');
  const day = fixed[key];
  if (day) return dayOfYear(now, day[0], day[1], year);
  if (year !== undefined) return easterOf(Number(year));
  const thisYear = Number(now.date.slice(0, 4));
  return [easterOf(thisYear), easterOf(thisYear + 1)].find((date) => date >= now.date) ?? null;
}

function relative(now: LocalTime, count: number, unit: string, sign: 1 | -1): Pick<When, 'date' | 'time'> | null {
  if (/^(?:hour|hr|minute|min)/.test(unit)) {
    const minutes = count * (/^h/.test(unit) ? 60 : 1) * sign;
    const moment = new Date(Date.parse(`${now.date}T${now.time}:00Z`) + minutes * 60_000).toISOString();
    return { date: moment.slice(0, 10), time: moment.slice(11, 16) };
  }
  if (!Number.isInteger(count)) return null;
  if (/^(?:month|year)/.test(unit)) return { date: addMonths(now.date, count * (/^y/.test(unit) ? 12 : 1) * sign) };
  return { date: addDays(now.date, count * (/^w/.test(unit) ? 7 : 1) * sign) };
}

function namedDay(now: LocalTime, name: string): string {
  if (/^day after tomorrow/.test(name)) return addDays(now.date, 2);
  if (/^day before yesterday/.test(name)) return addDays(now.date, -2);
  if (/tomorrow/.test(name)) return addDays(now.date, 1);
  if (/yesterday/.test(name)) return addDays(now.date, -1);
  return now.date;
}

function endOf(now: LocalTime, which: string, unit: string): string {
  const year = Number(now.date.slice(0, 4));
  const month = Number(now.date.slice(5, 7));
  if (unit === 'year') return `${which === 'next' ? year + 1 : year}-12-31`;
  if (unit === 'month') {
    const first = which === 'next' ? addMonths(`${now.date.slice(0, 7)}-01`, 1) : `${now.date.slice(0, 7)}-01`;
    return `${first.slice(0, 8)}${daysInMonth(which === 'next' ? Number(first.slice(0, 4)) : year, which === 'next' ? Number(first.slice(5, 7)) : month)}`;
  }
  const sunday = weekdayOf(now.date) === 0 ? now.date : nextWeekday(now.date, 0);
  return which === 'next' ? addDays(sunday, 7) : sunday;
}

/** "this", "next" and plain weekdays all mean the coming one; "last" the one before today. */
function weekday(now: LocalTime, which: string | undefined, name: string): string {
  const coming = nextWeekday(now.date, toWeekday(name));
  return which === 'last' || which === 'past' ? addDays(coming, coming === addDays(now.date, 7) ? -14 : -7) : coming;
}

function lastWeekdayOfMonth(now: LocalTime, name: string, which: string): string {
  const end = endOf(now, which, 'month');
  return addDays(end, -((weekdayOf(end) - toWeekday(name) + 7) % 7));
}

function dayOfMonth(now: LocalTime, day: number): string | null {
  for (let ahead = 0; ahead < 12; ahead += 1) {
    const month = addMonths(`${now.date.slice(0, 7)}-01`, ahead);
    const date = toDate(Number(month.slice(0, 4)), Number(month.slice(5, 7)), day);
    if (date !== null && date >= now.date) return date;
  }
  return null;
}

type Rule = [pattern: string, resolve: (now: LocalTime, groups: string[]) => string | Pick<When, 'date' | 'time'> | null];

/** Longest and most specific first. */
const RULES: readonly Rule[] = [
  [`${PREPOSITION}(\\d{4})-(\\d{2})-(\\d{2})`, (_now, [year, month, day]) => toDate(Number(year), Number(month), Number(day))],
  [
    `${PREPOSITION}${MONTH}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?![\\d:])`,
    (now, [month, day, year]) => dayOfYear(now, toMonth(month as string), Number(day), year),
  ],
  [
    `${PREPOSITION}(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}\\.?(?:,? (\\d{4}))?`,
    (now, [day, month, year]) => dayOfYear(now, toMonth(month as string), Number(day), year),
  ],
  [
    `${PREPOSITION}(christmas eve|christmas(?: day)?|boxing day|new year(?:'s(?: eve| day)?)?|halloween|valentine's day|easter(?: sunday)?)(?: (?:in |of )?(\\d{4}))?`,
    (now, [name, year]) => holidayOf(now, name as string, year),
  ],
  [
    `${PREPOSITION}last ${WEEKDAY} (?:of|in) (this|next|the) month`,
    (now, [name, which]) => lastWeekdayOfMonth(now, name as string, which as string),
  ],
  [`${PREPOSITION}(day after tomorrow|day before yesterday)`, (now, [name]) => namedDay(now, name as string)],
  [
    `(?:in |after )?${COUNT} (hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?)(?:'? time)? (?:ago|before today|earlier)`,
    (now, [count, unit]) => relative(now, toCount(count as string), unit as string, -1),
  ],
  [
    `${COUNT} (hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?) (?:from now|from today|ahead)`,
    (now, [count, unit]) => relative(now, toCount(count as string), unit as string, 1),
  ],
  [
    `(?:with)?in ${COUNT} (hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?)(?:'? time)?`,
    (now, [count, unit]) => relative(now, toCount(count as string), unit as string, 1),
  ],
  [
    `${PREPOSITION}end of (?:the |this )?(next )?(week|month|year)`,
    (now, [next, unit]) => endOf(now, next ? 'next' : 'this', unit as string),
  ],
  [`${PREPOSITION}(this|next) (?:week-?end)`, (now, [which]) => addDays(nextWeekday(now.date, 6), which === 'next' ? 7 : 0)],
  [
    `${PREPOSITION}(?:(this|next|coming|last|past) )?${WEEKDAY}(?![a-z])`,
    (now, [which, name]) => weekday(now, which, name as string),
  ],
  [
    `(?:in|until|till|til|by|before|since|for) ${MONTH}(?: (\\d{4}))?(?! \\d)`,
    (now, [month, year]) => dayOfYear(now, toMonth(month as string), 1, year),
  ],
  [`(?:on |by |for )?next week`, (now) => nextWeekday(now.date, 1)],
  [`(?:on |by |for )?next month`, (now) => addMonths(`${now.date.slice(0, 7)}-01`, 1)],
  [`(?:on |by |for )?next year`, (now) => `${Number(now.date.slice(0, 4)) + 1}-01-01`],
  [`(?:by |for |later )?this week`, (now) => endOf(now, 'this', 'week')],
  [`(?:by |for |later )?this month`, (now) => endOf(now, 'this', 'month')],
  [
    `${PREPOSITION}(today|tonight|this (?:morning|afternoon|evening)|tomorrow|yesterday)(?: (?:morning|afternoon|evening|night))?`,
    (now, [name]) => namedDay(now, name as string),
  ],
  [`(?:on|by|until|to|till) the (\\d{1,2})(?:st|nd|rd|th)`, (now, [day]) => dayOfMonth(now, Number(day))],
];

const PATTERNS = RULES.map(([pattern, resolve]) => ({
  pattern: new RegExp(`(?<![\\w'-])${pattern}(?!\\w|'(?!s\\b))`, 'i'),
  resolve,
}));

const CLOCK =
  /(?:(?:at|by|around|for|before|after) )?(?:\b(\d{1,2})(?::|\.)(\d{2}) ?([ap])\.?m\b\.?|\b(\d{1,2}) ?([ap])\.?m\b\.?|\b([01]?\d|2[0-3]):([0-5]\d)\b|\b(noon|midday|midnight)\b|\b(\d{1,2}) ?o'?clock\b)/i;

/** `HH:MM` of the first time of day in the text. */
export function toTimeOfDay(text: string): { time: string; phrase: string } | null {
  const match = CLOCK.exec(text);
  if (!match) return null;
  const [phrase, hourA, minuteA, halfA, hourB, halfB, hourC, minuteC, name, hourD] = match;
  const half = (halfA ?? halfB)?.toLowerCase();
  const hour = Number(hourA ?? hourB ?? hourC ?? hourD ?? (name?.toLowerCase() === 'midnight' ? 0 : 12));
  if (hour > 23 || (half && hour > 12)) return null;
  const hour24 = half ? (hour % 12) + (half === 'p' ? 12 : 0) : hour;
  return { time: `${String(hour24).padStart(2, '0')}:${minuteA ?? minuteC ?? '00'}`, phrase };
}

/** The first day or moment that the text names, seen from now. */
export function toWhen(text: string, now: LocalTime): When | null {
  for (const { pattern, resolve } of PATTERNS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const resolved = resolve(
      now,
      match.slice(1).map((group) => group?.toLowerCase() as string),
    );
    if (resolved === null) continue;
    return { phrase: match[0], ...(typeof resolved === 'string' ? { date: resolved } : resolved) };
  }
  return null;
}
