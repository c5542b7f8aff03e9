import { expect, it } from 'vitest';
import { addDays, daysBetween, daysInMonth, weekdayOf } from './calendar.ts';
import { nextOccurrence, readRecurrence } from './recurrence.ts';
import { fromWallTime } from './wall-time.ts';

const CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

type Random = (below: number) => number;

/** The same numbers for the same seed. Source: the generator mulberry32. */
function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Rule = { freq: string; interval: number; byDay: string[]; byMonthDay: number[]; byMonth: number[]; bySetPos: number[] };

const some = <T>(random: Random, values: readonly T[], most: number): T[] => [
  ...new Set(Array.from({ length: 1 + random(most) }, () => values[random(values.length)] as T)),
];

function createRule(random: Random): Rule {
  const freq = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'][random(4)] as string;
  const rule: Rule = { freq, interval: 1 + random(3), byDay: [], byMonthDay: [], byMonth: [], bySetPos: [] };
  const months = [1, 2, 3, 6, 10, 12];
  if (freq === 'DAILY' && random(2) > 0) rule.byMonth = some(random, months, 3);
  if (freq === 'WEEKLY' && random(3) > 0) rule.byDay = some(random, CODES, 4);
  if (freq === 'YEARLY') rule.byMonth = some(random, months, 2);
  if (freq === 'MONTHLY' || freq === 'YEARLY') {
    const kind = random(4);
    if (kind === 0) rule.byMonthDay = some(random, [1, 5, 13, 15, 28, 31, -1, -2], 3);
    if (kind === 1) rule.byDay = some(random, ['1MO', '2TH', '4TH', '-1FR', '-1SU', '3WE'], 2);
    if (kind === 2) {
      rule.byDay = ['MO', 'TU', 'WE', 'TH', 'FR'];
      rule.bySetPos = freq === 'MONTHLY' ? some(random, [1, -1, 3], 2) : [];
    }
    if (kind === 3) {
      rule.byDay = ['FR'];
      rule.byMonthDay = [13];
    }
  }
  return rule;
}

const toText = ({ freq, interval, byDay, byMonthDay, byMonth, bySetPos }: Rule) =>
  [
    `FREQ=${freq}`,
    `INTERVAL=${interval}`,
    ...(byMonth.length > 0 ? [`BYMONTH=${byMonth}`] : []),
    ...(byMonthDay.length > 0 ? [`BYMONTHDAY=${byMonthDay}`] : []),
    ...(byDay.length > 0 ? [`BYDAY=${byDay}`] : []),
    ...(bySetPos.length > 0 ? [`BYSETPOS=${bySetPos}`] : []),
  ].join(';');

const toParts = (date: string) => date.split('-').map(Number) as [number, number, number];

function isNamedDay(date: string, code: string): boolean {
  const [year, month, day] = toParts(date);
  if (CODES[weekdayOf(date)] !== code.slice(-2)) return false;
  const nth = Number(code.slice(0, -2));
  if (nth === 0) return true;
  return nth > 0 ? Math.ceil(day / 7) === nth : Math.ceil((daysInMonth(year, month) - day + 1) / 7) === -nth;
}

/** Whether the rule would name the day, were there no `BYSETPOS`. */
function isInSet(date: string, start: string, { byDay, byMonthDay, byMonth }: Rule): boolean {
  const [year, month, day] = toParts(date);
  if (byMonth.length > 0 && !byMonth.includes(month)) return false;
  if (byDay.length === 0 && byMonthDay.length === 0) return day === toParts(start)[2];
  const fromEnd = day - daysInMonth(year, month) - 1;
  return (
    (byMonthDay.length === 0 || byMonthDay.includes(day) || byMonthDay.includes(fromEnd)) &&
    (byDay.length === 0 || byDay.some((code) => isNamedDay(date, code)))
  );
}

const mondayOf = (date: string) => addDays(date, 1 - (weekdayOf(date) || 7));

/** RFC 5545 §3.3.10, told for one day alone. */
function isOccurrence(date: string, start: string, rule: Rule): boolean {
  const [year, month, day] = toParts(date);
  const [startYear, startMonth] = toParts(start);
  if (rule.freq === 'DAILY') {
    return daysBetween(start, date) % rule.interval === 0 && (rule.byMonth.length === 0 || rule.byMonth.includes(month));
  }
  if (rule.freq === 'WEEKLY') {
    const weeks = daysBetween(mondayOf(start), mondayOf(date)) / 7;
    const days = rule.byDay.length > 0 ? rule.byDay : [CODES[weekdayOf(start)] as string];
    return weeks % rule.interval === 0 && days.includes(CODES[weekdayOf(date)] as string);
  }
  const distance = rule.freq === 'YEARLY' ? year - startYear : (year - startYear) * 12 + month - startMonth;
  if (distance % rule.interval !== 0 || !isInSet(date, start, rule)) return false;
  if (rule.bySetPos.length === 0) return true;
  const days = Array.from(
    { length: daysInMonth(year, month) },
    (_none, index) => `${date.slice(0, 8)}${String(index + 1).padStart(2, '0')}`,
  );
  const set = days.filter((candidate) => isInSet(candidate, start, rule)).map((candidate) => Number(candidate.slice(8)));
  return rule.bySetPos.some((position) => set.at(position > 0 ? position - 1 : position) === day);
}

function walk(start: string, after: string, rule: Rule): string | null {
  for (let date = addDays(after, 1), left = 3_000; left > 0; left -= 1, date = addDays(date, 1)) {
    if (isOccurrence(date, start, rule)) return date;
  }
  return null;
}

it('the next time of a rule is the day that a walk from day to day finds, at the same time of its zone', () => {
  const random = createRandom(20_261_201);
  let found = 0;
  for (let turn = 0; turn < 300; turn += 1) {
    const rule = createRule(random);
    const text = toText(rule);
    const start = addDays('2026-01-01', random(1_000));
    const minutes = random(1_440);
    const zone = ZONES[turn % ZONES.length] as string;
    const at = (date: string) => fromWallTime(Date.parse(`${date}T00:00Z`) + minutes * 60_000, zone);
    const task = { due_at: at(start), all_day: false, time_zone: zone, recurrence: text };
    const expected = walk(start, start, rule);
    if (expected === null || 'reason' in readRecurrence(text, task)) continue;
    found += 1;
    const next = nextOccurrence(task, task.due_at);
    // The same hour of the clocks: what a zone skips on that day comes later by as much.
    expect(next?.dueAt, `${text} from ${start} in ${zone}`).toBe(at(expected));
  }
  expect(found).toBeGreaterThan(200);
});

it('steps of hours have one length, also across a change of the clocks', () => {
  const random = createRandom(7);
  for (let turn = 0; turn < 100; turn += 1) {
    const hours = 1 + random(72);
    const due = Date.UTC(2027, 2, 27, random(24), random(60));
    const now = due + random(5_000) * 60_000;
    const task = { due_at: due, all_day: false, time_zone: 'Europe/Berlin', recurrence: `FREQ=HOURLY;INTERVAL=${hours}` };
    const next = nextOccurrence(task, now)?.dueAt ?? 0;
    expect((next - due) % (hours * 3_600_000)).toBe(0);
    expect(next).toBeGreaterThan(now);
    expect(next - Math.max(now, due)).toBeLessThanOrEqual(hours * 3_600_000);
  }
});

it.each([
  ['FREQ=HOURLY;INTERVAL=6;COUNT=3', 0, 'FREQ=HOURLY;INTERVAL=6;COUNT=2'],
  ['FREQ=HOURLY;INTERVAL=6;COUNT=3', 13, null],
  ['FREQ=HOURLY;INTERVAL=6;UNTIL=20270101T070000Z', 0, 'FREQ=HOURLY;INTERVAL=6;UNTIL=20270101T070000Z'],
  ['FREQ=HOURLY;INTERVAL=6;UNTIL=20270101T050000Z', 0, null],
])('%s comes to an end (%i hours later)', (recurrence, hours, left) => {
  const due = Date.UTC(2027, 0, 1);
  const task = { due_at: due, all_day: false, time_zone: 'UTC', recurrence };
  expect(nextOccurrence(task, due + hours * 3_600_000)?.recurrence ?? null).toBe(left);
});

it('steps of hours need a time of day', () => {
  expect(readRecurrence('FREQ=HOURLY', { due_at: 0, all_day: true, time_zone: null })).toHaveProperty('reason');
  expect(readRecurrence('FREQ=HOURLY', { due_at: 0, all_day: false, time_zone: null })).toEqual({ rule: 'FREQ=HOURLY' });
});
