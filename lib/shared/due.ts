import type { Task } from '../contract/tasks.ts';
import { isUnfinished } from './critical-path.ts';
import { toDay, toWallTime, type WallMs } from './wall-time.ts';

type Due = Pick<Task, 'due_at' | 'all_day'>;

/** The day on which it is due for someone in that zone, as midnight; `null` without a due time. */
export function toDueDay({ due_at, all_day }: Due, timeZone: string): WallMs | null {
  if (due_at === null) return null;
  return all_day ? due_at : toDay(toWallTime(due_at, timeZone));
}

/** A day is over when its last moment is. */
export function isOverdue(task: Due & Pick<Task, 'status'>, nowMs: number, timeZone: string): boolean {
  if (task.due_at === null || !isUnfinished(task.status)) return false;
  return task.all_day ? task.due_at < toDay(toWallTime(nowMs, timeZone)) : task.due_at < nowMs;
}
