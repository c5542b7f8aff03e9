import { parse } from 'chrono-node';
import { readSchedule } from '../../../lib/shared/time-words/read-schedule.ts';
import { fromWallTime, toWallTime } from '../../../lib/shared/wall-time.ts';

export type Due = { due_at: number; all_day: boolean };

const STAMP = /^(\d{4}-\d{2}-\d{2})(?:[tT ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** As computers write it, the past included; `undefined` for words. */
function toStampDue(words: string, timeZone: string): Due | null | undefined {
  const match = STAMP.exec(words.trim());
  if (!match) return undefined;
  const [, date = '', time, offset] = match;
  const dayMs = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(dayMs) || new Date(dayMs).toISOString().slice(0, 10) !== date) return null;
  if (time === undefined) return { due_at: dayMs, all_day: true };
  const ms = Date.parse(`${date}T${time}${(offset ?? 'Z').toUpperCase()}`);
  if (Number.isNaN(ms)) return null;
  return { due_at: offset === undefined ? fromWallTime(ms, timeZone) : ms, all_day: false };
}

/** Other spellings, where all of the words belong to them. */
function toOtherDue(words: string, nowMs: number, timeZone: string): Due | null {
  // Its arithmetic knows fixed offsets alone: it counts on the clocks of the zone, and the zone's rules are applied after it.
  const reference = { instant: new Date(toWallTime(nowMs, timeZone)), timezone: 0 };
  const [found] = parse(words, reference, { forwardDate: true });
  if (!found || found.text.length < words.trim().length) return null;
  const { start } = found;
  const wallMs = start.date().getTime();
  if (!start.isCertain('hour')) {
    const dayMs = Date.UTC(start.get('year') ?? 0, (start.get('month') ?? 1) - 1, start.get('day') ?? 1);
    return { due_at: dayMs, all_day: true };
  }
  return { due_at: start.isCertain('timezoneOffset') ? wallMs : fromWallTime(wallMs, timeZone), all_day: false };
}

/**
 * The day or moment that words name, for someone in that zone: "Friday", "tomorrow at 5pm", "in 3 days", "2026-03-01T17:00".
 * A day without an hour is a whole day. `null` when they name none, or anything besides. `notes` tell which of several
 * readings was taken. Throws, with a question, for what has no meaning or more than one.
 */
export function toDue(words: string, nowMs: number, timeZone: string): (Due & { notes: string[] }) | null {
  const stamp = toStampDue(words, timeZone);
  if (stamp !== undefined) return stamp && { ...stamp, notes: [] };
  const schedule = readSchedule(words, { ms: nowMs, zone: timeZone });
  if (schedule && 'ask' in schedule) throw new Error(schedule.ask);
  if (schedule) return { due_at: schedule.dueAt, all_day: schedule.isAllDay, notes: schedule.notes };
  const other = toOtherDue(words, nowMs, timeZone);
  return other && { ...other, notes: [] };
}
