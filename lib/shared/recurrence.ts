import rrule from 'rrule';
import type { Task } from '../contract/tasks.ts';
import { fromWallTime, toDay, toWallTime, type WallMs } from './wall-time.ts';

const { RRule } = rrule;

const WEEKDAY = '(?:MO|TU|WE|TH|FR|SA|SU)';
const list = (item: string) => new RegExp(`^${item}(?:,${item}){0,30}$`);

/** The parts of RFC 5545 §3.3.10 that name days, and steps of hours; otherwise the time is that of the due time. */
const PARTS: Record<string, RegExp> = {
  FREQ: /^(?:MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?$/,
  WKST: new RegExp(`^${WEEKDAY}$`),
  BYDAY: list(`(?:[+-]?[1-5])?${WEEKDAY}`),
  BYMONTHDAY: list('-?(?:[1-9]|[12]\\d|3[01])'),
  BYMONTH: list('(?:[1-9]|1[0-2])'),
  BYSETPOS: list('-?(?:[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])'),
};

/** Finer rules than these cost much time to follow and say nothing that another frequency cannot. */
const BY_PARTS: Record<string, readonly string[]> = {
  MINUTELY: [],
  HOURLY: [],
  DAILY: ['BYMONTH', 'BYDAY'],
  WEEKLY: ['BYMONTH', 'BYDAY'],
  MONTHLY: ['BYMONTH', 'BYDAY', 'BYMONTHDAY', 'BYSETPOS'],
  YEARLY: ['BYMONTH', 'BYDAY', 'BYMONTHDAY', 'BYSETPOS'],
};

/** A leap day can be eight years away; a longer search costs time for rules that never come. */
const HORIZON_YEARS = 12;

type Parts = Map<string, string>;

const toText = (parts: Parts) => [...parts].map(([name, value]) => `${name}=${value}`).join(';');

function toParts(rule: string): Parts | string {
  const parts: Parts = new Map();
  for (const part of rule
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    const pattern = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (!pattern?.test(value) || more.length > 0) return `has a part that is not supported: ${part.slice(0, 40)}`;
    if (parts.has(name)) return `has ${name} twice`;
    parts.set(name, value);
  }
  const frequency = parts.get('FREQ');
  if (frequency === undefined) return 'must have a FREQ, as in FREQ=WEEKLY;BYDAY=MO';
  if (parts.has('COUNT') && parts.has('UNTIL')) return 'must not have both COUNT and UNTIL';
  const foreign = [...parts.keys()].find((name) => /^BY/.test(name) && !BY_PARTS[frequency]?.includes(name));
  if (foreign !== undefined) return `must not have ${foreign} with FREQ=${frequency}`;
  if (/^(?:DAILY|WEEKLY)$/.test(frequency) && /\d/.test(parts.get('BYDAY') ?? '')) {
    return `must name plain weekdays with FREQ=${frequency}`;
  }
  if (parts.has('BYSETPOS') && !parts.has('BYDAY') && !parts.has('BYMONTHDAY')) return 'must not have BYSETPOS without BYDAY';
  return parts;
}

/** `UNTIL` as the clocks of the zone show it; a bare date includes its day. */
function toUntil(text: string, timeZone: string): number {
  const [, year, month, day, hour = '23', minute = '59', second = '59'] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?/.exec(text) ?? [];
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return text.endsWith('Z') ? toWallTime(ms, timeZone) : ms;
}

/** The first time of the rule after another, both as clocks show them, and how many times of the rule came before it. */
function findNext(parts: Parts, startWall: number, afterWall: number, timeZone: string): { wall: number; before: number } | null {
  const until = parts.get('UNTIL');
  const horizon = new Date(afterWall);
  horizon.setUTCFullYear(horizon.getUTCFullYear() + HORIZON_YEARS);
  const last = Math.min(horizon.getTime(), until === undefined ? Number.POSITIVE_INFINITY : toUntil(until, timeZone));
  const bare = new Map([...parts].filter(([name]) => name !== 'UNTIL'));
  const rule = new RRule({ ...RRule.parseString(toText(bare)), dtstart: new Date(startWall), until: new Date(last) });
  let before = 0;
  let wall: number | null = null;
  rule.all((date) => {
    if (date.getTime() <= afterWall) before += 1;
    else wall = date.getTime();
    return wall === null;
  });
  return wall === null ? null : { wall, before };
}

const STEP_MS: Readonly<Record<string, number>> = { MINUTELY: 60_000, HOURLY: 3_600_000 };

/** The step of a rule of hours or minutes. Such steps have one length, whatever the clocks of a zone do meanwhile. */
function toStepMs(parts: Parts): number | null {
  const step = STEP_MS[parts.get('FREQ') ?? ''];
  return step === undefined ? null : step * Number(parts.get('INTERVAL') ?? 1);
}

/** As `findNext`, in moments. */
function findNextStep(parts: Parts, stepMs: number, start: number, after: number, timeZone: string) {
  const before = Math.floor((after - start) / stepMs) + 1;
  const ms = start + before * stepMs;
  const until = parts.get('UNTIL');
  const isOver = until !== undefined && toWallTime(ms, timeZone) > toUntil(until, timeZone);
  const isUsedUp = before >= Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY);
  return isOver || isUsedUp ? null : { ms, before };
}

type Times = Pick<Task, 'due_at' | 'all_day' | 'time_zone'>;

/** As RFC 5545 wants it: a bare date for a series of days, UTC for one of moments. */
function toStoredUntil(text: string, { all_day, time_zone }: Times): string {
  const timeZone = time_zone ?? 'UTC';
  const wall = toUntil(text, timeZone);
  const iso = new Date(all_day ? wall : fromWallTime(wall, timeZone)).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return all_day ? iso.slice(0, 8) : iso;
}

/** The rule in its normal form, or why it is none. A rule that never comes again is refused. */
export function readRecurrence(rule: string, times: Times): { rule: string } | { reason: string } {
  const parts = toParts(rule);
  if (typeof parts === 'string') return { reason: parts };
  if (toStepMs(parts) !== null && times.all_day) return { reason: 'needs a time of day for steps of hours or minutes' };
  const start = times.due_at ?? 0;
  const endless = new Map([...parts].filter(([name]) => name !== 'COUNT' && name !== 'UNTIL'));
  if (toStepMs(parts) === null && !findNext(endless, start, start, 'UTC'))
    return { reason: `must come again within ${HORIZON_YEARS} years` };
  const until = parts.get('UNTIL');
  if (until !== undefined) parts.set('UNTIL', toStoredUntil(until, times));
  return { rule: toText(parts) };
}

type Recurring = Times & Pick<Task, 'recurrence'>;

/**
 * When a recurring task that is finished now is due again: the first time after both its due time and now, at the same hour
 * of its zone. `null` when it does not recur or the rule is used up. `recurrence` has what is left of a `COUNT`.
 */
export function nextOccurrence(task: Recurring, nowMs: number): { dueAt: number; recurrence: string } | null {
  if (task.recurrence === null || task.due_at === null) return null;
  const parts = toParts(task.recurrence);
  if (typeof parts === 'string') return null;
  const timeZone = task.time_zone ?? 'UTC';
  const next = findAfter(parts, task, task.due_at, nowMs, timeZone);
  if (!next) return null;
  const count = parts.get('COUNT');
  if (count !== undefined) parts.set('COUNT', String(Math.max(1, Number(count) - Math.max(1, next.before))));
  return { dueAt: next.dueAt, recurrence: toText(parts) };
}

function findAfter(parts: Parts, task: Recurring, dueAt: number, nowMs: number, timeZone: string) {
  const stepMs = toStepMs(parts);
  if (stepMs !== null) {
    const step = findNextStep(parts, stepMs, dueAt, Math.max(dueAt, nowMs), timeZone);
    return step && { dueAt: step.ms, before: step.before };
  }
  const nowWall = toWallTime(nowMs, timeZone);
  const dueWall = task.all_day ? dueAt : toWallTime(dueAt, timeZone);
  const next = findNext(parts, dueWall, Math.max(dueWall, task.all_day ? toDay(nowWall) : nowWall), timeZone);
  return next && { dueAt: task.all_day ? next.wall : fromWallTime(next.wall, timeZone), before: next.before };
}

/**
 * The first time of a rule at or after a time, both as clocks show them: where a series begins. Its interval, count and end
 * do not matter yet. \`null\` for a rule that is none or never comes. Not for steps of hours.
 */
export function firstOccurrence(rule: string, from: WallMs): WallMs | null {
  const parts = toParts(rule);
  if (typeof parts === 'string') return null;
  const bare = new Map([...parts].filter(([name]) => name !== 'COUNT' && name !== 'UNTIL' && name !== 'INTERVAL'));
  return findNext(bare, from, from - 1, 'UTC')?.wall ?? null;
}
