import { z } from 'zod';
import { TASK_PRIORITIES, type Task } from '../../../lib/contract/tasks.ts';
import { criticalPath } from '../../../lib/shared/critical-path.ts';
import { isOverdue, toDueDay } from '../../../lib/shared/due.ts';
import { toDay, toWallTime } from '../../../lib/shared/wall-time.ts';
import type { Tool } from '../../core/tool.ts';
import { showTask } from './show-task.ts';
import { optionalDue, readDue, type TaskToolDeps, timeZone, zoneOf } from './task-fields.ts';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 10_000;
const MAX_SHOWN = 100;
const SUNDAY = 7;
const RANGES = ['overdue', 'today', 'tomorrow', 'this_week', 'next_week'] as const;

const parameters = z.strictObject({
  status: z.enum(['active', 'done', 'all']).nullable().default('active').meta({ description: 'active: not finished yet' }),
  due: z
    .enum(RANGES)
    .nullable()
    .default(null)
    .meta({ description: 'Weeks begin on Monday; null: whenever, also without a date' }),
  due_by: optionalDue.meta({ description: 'Due on that day or earlier: 2026-03-01, Friday, end of month' }),
  priority: z.enum(TASK_PRIORITIES).nullable().default(null).meta({ description: 'That priority or a higher one' }),
  text: z.string().max(200).nullable().default(null).meta({ description: 'Words of the title or the notes' }),
  time_zone: timeZone,
});

type Range = (typeof RANGES)[number];

/** First and last day, as midnights. */
function toDays(range: Exclude<Range, 'overdue'>, today: number): [number, number] {
  const monday = today - ((new Date(today).getUTCDay() || SUNDAY) - 1) * DAY_MS;
  switch (range) {
    case 'today':
      return [today, today];
    case 'tomorrow':
      return [today + DAY_MS, today + DAY_MS];
    case 'this_week':
      return [monday, monday + 6 * DAY_MS];
    case 'next_week':
      return [monday + 7 * DAY_MS, monday + 13 * DAY_MS];
  }
}

function isDue(task: Task, range: Range, nowMs: number, zone: string): boolean {
  if (range === 'overdue') return isOverdue(task, nowMs, zone);
  const day = toDueDay(task, zone);
  const [first, last] = toDays(range, toDay(toWallTime(nowMs, zone)));
  return day !== null && day >= first && day <= last;
}

export function createListTasks(deps: TaskToolDeps): Tool<typeof parameters> {
  const { tasks } = deps;
  return {
    name: 'list_tasks',
    description:
      'Lists the tasks of the user with their ids, and the critical path: the longest chain of unfinished tasks that depend on each other.',
    parameters,
    risk: 'read',
    timeoutMs: TIMEOUT_MS,
    async execute({ status, due, due_by, priority, text, time_zone }, context) {
      const zone = zoneOf(time_zone, context, deps);
      const { ownerId, nowMs } = context;
      const until = due_by === null ? null : readDue(due_by, context, zone).times;
      const lastDay = until === null ? null : toDueDay({ due_at: until.due_at ?? null, all_day: until.all_day ?? false }, zone);
      const listed = await tasks.list(ownerId, {
        ...(status === 'all' ? {} : { status: status ?? 'active' }),
        ...(text?.trim() ? { text: text.trim() } : {}),
      });
      const least = priority === null ? 0 : TASK_PRIORITIES.indexOf(priority);
      const found = listed.filter(
        (task) =>
          (due === null || isDue(task, due, nowMs, zone)) &&
          (lastDay === null || (toDueDay(task, zone) ?? Number.POSITIVE_INFINITY) <= lastDay) &&
          TASK_PRIORITIES.indexOf(task.priority) >= least,
      );
      const { path, minutes } = criticalPath(listed);
      const output = {
        tasks: found.slice(0, MAX_SHOWN).map((task) => showTask(task, nowMs, zone)),
        total: found.length,
        ...(path.length > 1 ? { critical_path: path, critical_path_minutes: minutes } : {}),
      };
      return { output: JSON.stringify(output), summary: found.length === 1 ? '1 task' : `${found.length} tasks` };
    },
  };
}
