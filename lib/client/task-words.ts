import type { Task } from '../contract/tasks.ts';
import { toDueDay } from '../shared/due.ts';
import { describeRecurrence as describeRule } from '../shared/recurrence-words.ts';
import { toDay, toWallTime } from '../shared/wall-time.ts';

const DAY_MS = 86_400_000;
const NEAR: Record<number, string> = { [-1]: 'Yesterday', 0: 'Today', 1: 'Tomorrow' };

/** "Today", "Tomorrow, 17:00", "Fri 16 Jan", "1 Mar 2027". */
export function describeDue(task: Pick<Task, 'due_at' | 'all_day'>, now: number, timeZone: string): string | null {
  const day = toDueDay(task, timeZone);
  if (day === null || task.due_at === null) return null;
  const today = toDay(toWallTime(now, timeZone));
  const isThisYear = new Date(day).getUTCFullYear() === new Date(today).getUTCFullYear();
  const format = isThisYear
    ? ({ weekday: 'short', day: 'numeric', month: 'short' } as const)
    : ({ day: 'numeric', month: 'short', year: 'numeric' } as const);
  const date =
    NEAR[(day - today) / DAY_MS] ?? new Date(day).toLocaleDateString('en-GB', { ...format, timeZone: 'UTC' }).replace(',', '');
  if (task.all_day) return date;
  return `${date}, ${new Date(toWallTime(task.due_at, timeZone)).toISOString().slice(11, 16)}`;
}

/** "45 min", "2 h", "1.5 h"; a working day has no fixed length, so longer times stay hours. */
export function describeMinutes(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Number((minutes / 60).toFixed(1)).toLocaleString('en')} h`;
}

export const RECURRENCES: readonly { rule: string; label: string }[] = [
  { rule: 'FREQ=DAILY', label: 'Every day' },
  { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Every weekday' },
  { rule: 'FREQ=WEEKLY', label: 'Every week' },
  { rule: 'FREQ=MONTHLY', label: 'Every month' },
  { rule: 'FREQ=YEARLY', label: 'Every year' },
];

/** "Every 2 weeks on Monday and Thursday". */
export function describeRecurrence(rule: string, timeZone: string | null): string {
  return describeRule(rule, timeZone ?? 'UTC').replace(/^./, (letter) => letter.toUpperCase());
}

/** Values of a date and a time field, on the clocks of the zone; empty without a due time. */
export function toDueFields(
  { due_at, all_day }: Pick<Task, 'due_at' | 'all_day'>,
  timeZone: string,
): { date: string; time: string } {
  if (due_at === null) return { date: '', time: '' };
  const iso = new Date(all_day ? due_at : toWallTime(due_at, timeZone)).toISOString();
  return { date: iso.slice(0, 10), time: all_day ? '' : iso.slice(11, 16) };
}
