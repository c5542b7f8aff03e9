import { z } from 'zod';
import type { TaskCreate } from '../../../lib/contract/tasks.ts';
import { nextOccurrence } from '../../../lib/shared/recurrence.ts';
import { toDay, toWallTime } from '../../../lib/shared/wall-time.ts';
import type { Tool, ToolContext } from '../../core/tool.ts';
import { describeDue, showTask } from './show-task.ts';
import {
  explained,
  given,
  readDue,
  type TaskFields,
  type TaskToolDeps,
  taskFields,
  title,
  toRule,
  zoneOf,
} from './task-fields.ts';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 10_000;

const parameters = z.strictObject({ title, ...taskFields });

/** The first day of a rule, today included: for what comes back without a day being said. */
function firstDay(recurrence: string, zone: string, nowMs: number): Pick<TaskCreate, 'due_at' | 'all_day' | 'time_zone'> {
  const today = toDay(toWallTime(nowMs, zone));
  const yesterday = { due_at: today - DAY_MS, all_day: true, time_zone: zone, recurrence };
  const first = /BY(?:DAY|MONTH)/.test(recurrence) ? nextOccurrence(yesterday, nowMs - DAY_MS)?.dueAt : today;
  return { due_at: first ?? today, all_day: true, time_zone: zone };
}

function toNewTask(args: TaskFields & { title: string }, zone: string, context: ToolContext): TaskCreate {
  const { due, recurrence, time_zone: _zone, ...fields } = args;
  const rule = recurrence === null ? null : toRule(recurrence);
  return {
    ...given(fields),
    title: args.title,
    ...(due !== null ? readDue(due, context, zone) : rule !== null ? firstDay(rule, zone, context.nowMs) : {}),
    ...(rule === null ? {} : { recurrence: rule }),
    conversation_id: context.conversationId,
  };
}

export function createCreateTask(deps: TaskToolDeps): Tool<typeof parameters> {
  const { tasks, createId } = deps;
  return {
    name: 'create_task',
    description:
      'Stores a task of the user, with a due date, priority, recurrence, estimate or dependencies where they are known.',
    parameters,
    risk: 'write',
    timeoutMs: TIMEOUT_MS,
    async execute(args, context) {
      const zone = zoneOf(args.time_zone, context, deps);
      const task = toNewTask(args, zone, context);
      const created = await explained(tasks.create(context.ownerId, createId('task'), task, context.nowMs));
      const when = describeDue(created, context.nowMs, zone);
      return {
        output: JSON.stringify({ created: showTask(created, context.nowMs, zone) }),
        summary: `Created “${created.title}”${when === null ? '' : `, due ${when}`}`,
      };
    },
  };
}
