import { z } from 'zod';
import type { TaskCreate } from '../../../lib/contract/tasks.ts';
import { firstOccurrence, nextOccurrence } from '../../../lib/shared/recurrence.ts';
import { toDay, toWallTime } from '../../../lib/shared/wall-time.ts';
import type { Tool, ToolContext } from '../../core/tool.ts';
import { describeDue, showTask } from './show-task.ts';
import {
  explained,
  given,
  type ReadDue,
  readDue,
  readRule,
  type TaskFields,
  type TaskToolDeps,
  taskFields,
  title,
  zoneOf,
} from './task-fields.ts';

const TIMEOUT_MS = 10_000;

const parameters = z.strictObject({ title, ...taskFields });

const MINUTE_MS = 60_000;

/** The first day of a rule, today included, or its first step: for what comes back without a day being said. */
function firstDay(recurrence: string, zone: string, nowMs: number): ReadDue {
  if (/FREQ=(?:HOURLY|MINUTELY)/i.test(recurrence)) {
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    const next = nextOccurrence({ due_at: minute, all_day: false, time_zone: zone, recurrence }, nowMs);
    return { due_at: next?.dueAt ?? minute + MINUTE_MS, all_day: false, time_zone: zone };
  }
  const today = toDay(toWallTime(nowMs, zone));
  return { due_at: firstOccurrence(recurrence, today) ?? today, all_day: true, time_zone: zone };
}

function toNewTask(args: TaskFields & { title: string }, zone: string, context: ToolContext) {
  const { due, recurrence, time_zone: _zone, ...fields } = args;
  const rule = recurrence === null ? null : readRule(recurrence, context, zone);
  const day = due === null ? null : readDue(due, context, zone);
  const first = rule === null ? {} : (rule.times ?? firstDay(rule.rule, zone, context.nowMs));
  const task: TaskCreate = {
    ...given(fields),
    title: args.title,
    ...(day ? day.times : first),
    ...(rule === null ? {} : { recurrence: rule.rule }),
    conversation_id: context.conversationId,
  };
  return { task, readings: [...(rule?.readings ?? []), ...(day?.readings ?? [])] };
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
      const { task, readings } = toNewTask(args, zone, context);
      const created = await explained(tasks.create(context.ownerId, createId('task'), task, context.nowMs));
      const when = describeDue(created, context.nowMs, zone);
      return {
        output: JSON.stringify({
          created: showTask(created, context.nowMs, zone),
          ...(readings.length === 0 ? {} : { readings }),
        }),
        summary: `Created “${created.title}”${when === null ? '' : `, due ${when}`}`,
      };
    },
  };
}
