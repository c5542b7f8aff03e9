import { parse } from 'chrono-node';
import { fromWallTime, toWallTime } from '../../../lib/shared/wall-time.ts';

export type Due = { due_at: number; all_day: boolean };

/**
 * The day or moment that words name, for someone in that zone: "Friday", "tomorrow at 5pm", "in 3 days", "2026-03-01T17:00".
 * A day without an hour is a whole day. `null` when they name none.
 */
export function toDue(words: string, nowMs: number, timeZone: string): Due | null {
  // Its arithmetic knows fixed offsets alone: it counts on the clocks of the zone, and the zone's rules are applied after it.
  const reference = { instant: new Date(toWallTime(nowMs, timeZone)), timezone: 0 };
  const [found] = parse(words, reference, { forwardDate: true });
  if (!found) return null;
  const { start } = found;
  const wallMs = start.date().getTime();
  if (!start.isCertain('hour')) {
    const dayMs = Date.UTC(start.get('year') ?? 0, (start.get('month') ?? 1) - 1, start.get('day') ?? 1);
    return { due_at: dayMs, all_day: true };
  }
  if (start.tags().has('result/relativeDateAndTime')) {
    return { due_at: nowMs + wallMs - reference.instant.getTime(), all_day: false };
  }
  return { due_at: start.isCertain('timezoneOffset') ? wallMs : fromWallTime(wallMs, timeZone), all_day: false };
}
