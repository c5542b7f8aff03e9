import type { Task } from '../../../lib/contract/tasks.ts';
import { isOverdue, toDueDay } from '../../../lib/shared/due.ts';
import { describeRecurrence } from '../../../lib/shared/recurrence-words.ts';
import { toDay, toWallTime } from '../../../lib/shared/wall-time.ts';

const DAY_MS = 86_400_000;
const MAX_NOTES = 300;

export type ShownTask = Record<string, unknown> & { id: string; title: string };

/** `2026-01-16`, or `2026-01-16 17:00` on the clocks of the zone. */
export function showDue({ due_at, all_day }: Pick<Task, 'due_at' | 'all_day'>, timeZone: string): string | null {
  if (due_at === null) return null;
  const iso = new Date(all_day ? due_at : toWallTime(due_at, timeZone)).toISOString();
  return all_day ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ');
}

/** `Friday, in 3 days` */
export function describeDue(task: Pick<Task, 'due_at' | 'all_day'>, nowMs: number, timeZone: string): string | null {
  const day = toDueDay(task, timeZone);
  if (day === null) return null;
  const distance = (day - toDay(toWallTime(nowMs, timeZone))) / DAY_MS;
  const weekday = new Date(day).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' });
  return `${weekday}, ${new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(distance, 'day')}`;
}

/** A task as an agent reads it: what it does not have is left out. */
export function showTask(task: Task, nowMs: number, timeZone: string): ShownTask {
  const due = showDue(task, timeZone);
  return {
    id: task.task_id,
    title: task.title,
    status: task.status,
    priority: task.priority,
    ...(due === null ? {} : { due, when: describeDue(task, nowMs, timeZone) }),
    ...(isOverdue(task, nowMs, timeZone) ? { overdue: true } : {}),
    ...(task.recurrence === null ? {} : { repeats: describeRecurrence(task.recurrence, task.time_zone ?? 'UTC') }),
    ...(task.notes === '' ? {} : { notes: task.notes.slice(0, MAX_NOTES).toWellFormed() }),
    ...(task.estimate_minutes === null ? {} : { estimate_minutes: task.estimate_minutes }),
    ...(task.depends_on.length === 0 ? {} : { depends_on: task.depends_on }),
    ...(task.parent_task_id === null ? {} : { parent_task_id: task.parent_task_id }),
  };
}
