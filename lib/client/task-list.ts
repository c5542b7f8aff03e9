import type { Task } from '../contract/tasks.ts';
import { isOverdue, toDueDay } from '../shared/due.ts';
import { toDay, toWallTime } from '../shared/wall-time.ts';

export const TASK_VIEWS = ['open', 'today', 'week', 'overdue', 'done', 'all'] as const;
export type TaskView = (typeof TASK_VIEWS)[number];

const DAY_MS = 86_400_000;

/** Up to the end of today or of Sunday; what is overdue is due. */
export function isInView(task: Task, view: TaskView, now: number, timeZone: string): boolean {
  if (view === 'overdue') return isOverdue(task, now, timeZone);
  if (view !== 'today' && view !== 'week') return true;
  const today = toDay(toWallTime(now, timeZone));
  const daysLeft = view === 'today' ? 0 : (7 - new Date(today).getUTCDay()) % 7;
  const day = toDueDay(task, timeZone);
  return day !== null && day <= today + daysLeft * DAY_MS;
}

export type TaskLine = { task: Task; depth: number };

/** Parts stand under what they are parts of, where that is shown; otherwise the order stays. */
export function toTaskLines(tasks: readonly Task[]): TaskLine[] {
  const shown = new Set(tasks.map(({ task_id }) => task_id));
  const parentOf = ({ parent_task_id }: Task) => (parent_task_id !== null && shown.has(parent_task_id) ? parent_task_id : null);
  const parts = new Map<string | null, Task[]>();
  for (const task of tasks) {
    const parent = parentOf(task);
    parts.set(parent, [...(parts.get(parent) ?? []), task]);
  }
  const toLines = (parent: string | null, depth: number): TaskLine[] =>
    (parts.get(parent) ?? []).flatMap((task) => [{ task, depth }, ...toLines(task.task_id, depth + 1)]);
  return toLines(null, 0);
}
