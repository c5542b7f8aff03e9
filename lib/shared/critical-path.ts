import type { Task } from '../contract/tasks.ts';

type Planned = Pick<Task, 'task_id' | 'status' | 'depends_on' | 'parent_task_id' | 'estimate_minutes'>;

export type CriticalPath = { path: string[]; minutes: number };

/** What a task without an estimate counts. */
export const DEFAULT_ESTIMATE_MINUTES = 60;

type Reached = { minutes: number; previous: string | null };

/**
 * The longest chain of unfinished tasks by estimate, first to last. A task comes after what it depends on and after its sub
 * tasks; one that has unfinished sub tasks takes their time and none of its own, and is not listed itself. Never throws:
 * what depends on itself is taken as if it did not.
 */
export function criticalPath(tasks: readonly Planned[]): CriticalPath {
  const open = new Map(tasks.filter(({ status }) => isUnfinished(status)).map((task) => [task.task_id, task]));
  const subTasks = Map.groupBy(open.values(), ({ parent_task_id }) => parent_task_id);
  const reached = new Map<string, Reached>();
  const entered = new Set<string>();

  function reach(task: Planned): Reached {
    const known = reached.get(task.task_id);
    if (known) return known;
    entered.add(task.task_id);
    const parts = subTasks.get(task.task_id) ?? [];
    const own = parts.length > 0 ? 0 : (task.estimate_minutes ?? DEFAULT_ESTIMATE_MINUTES);
    let best: Reached = { minutes: own, previous: null };
    for (const id of [...task.depends_on, ...parts.map((part) => part.task_id)]) {
      const before = open.get(id);
      if (!before || (entered.has(id) && !reached.has(id))) continue;
      const minutes = own + reach(before).minutes;
      if (minutes > best.minutes || (minutes === best.minutes && best.previous === null)) best = { minutes, previous: id };
    }
    reached.set(task.task_id, best);
    return best;
  }

  let last: string | null = null;
  let minutes = 0;
  for (const task of open.values()) {
    const end = reach(task);
    if (end.minutes <= minutes) continue;
    minutes = end.minutes;
    last = task.task_id;
  }
  const path: string[] = [];
  for (let id = last; id !== null; id = reached.get(id)?.previous ?? null) {
    if (!subTasks.has(id)) path.unshift(id);
  }
  return { path, minutes };
}

export function isUnfinished(status: Task['status']): boolean {
  return status === 'open' || status === 'in_progress';
}
