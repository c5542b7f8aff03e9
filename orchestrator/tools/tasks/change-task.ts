import { z } from 'zod';
import { TASK_STATUSES, type TaskPatch } from '../../../lib/contract/tasks.ts';
import { nextOccurrence } from '../../../lib/shared/recurrence.ts';
import type { Tool, ToolContext } from '../../core/tool.ts';
import { findTask } from './find-task.ts';
import { describeDue, showDue, showTask } from './show-task.ts';
import {
  explained,
  given,
  readDue,
  readRule,
  type TaskFields,
  type TaskToolDeps,
  taskFields,
  taskRef,
  timeZone,
  title,
  zoneOf,
} from './task-fields.ts';

const TIMEOUT_MS = 10_000;
const NONE = /^(?:none|no|never)$/i;

const updateParameters = z.strictObject({
  task_id: taskRef,
  title: title.nullable().default(null),
  status: z.enum(TASK_STATUSES).nullable().default(null),
  ...taskFields,
});

type Change = TaskFields & Pick<z.output<typeof updateParameters>, 'title' | 'status'>;

/** `none` takes a due date, a recurrence or a parent away. */
function toPatch(args: Change, zone: string, context: ToolContext): TaskPatch {
  const { due, recurrence, parent_task_id, time_zone: _zone, ...fields } = args;
  return {
    ...given(fields),
    ...(due === null ? {} : NONE.test(due) ? { due_at: null } : readDue(due, context, zone).times),
    ...(recurrence === null ? {} : { recurrence: NONE.test(recurrence) ? null : readRule(recurrence, context, zone).rule }),
    ...(parent_task_id === null ? {} : { parent_task_id: NONE.test(parent_task_id) ? null : parent_task_id }),
  };
}

function gone(name: string): Error {
  return new Error(`the task “${name}” was deleted meanwhile`);
}

export function createUpdateTask(deps: TaskToolDeps): Tool<typeof updateParameters> {
  const { tasks } = deps;
  return {
    name: 'update_task',
    description:
      'Changes a task of the user: only what is given changes. “none” as due, recurrence or parent_task_id takes it away; depends_on replaces the list.',
    parameters: updateParameters,
    risk: 'write',
    timeoutMs: TIMEOUT_MS,
    async execute({ task_id, ...args }, context) {
      const zone = zoneOf(args.time_zone, context, deps);
      const patch = toPatch(args, zone, context);
      if (Object.keys(patch).length === 0) throw new Error('nothing to change was given');
      const task = await findTask(tasks, context.ownerId, task_id);
      const updated = await explained(tasks.patch(context.ownerId, task.task_id, patch, context.nowMs));
      if (!updated) throw gone(task.title);
      return {
        output: JSON.stringify({ updated: showTask(updated, context.nowMs, zone) }),
        summary: `Changed “${updated.title}”`,
      };
    },
  };
}

const completeParameters = z.strictObject({ task_id: taskRef, time_zone: timeZone });

export function createCompleteTask(deps: TaskToolDeps): Tool<typeof completeParameters> {
  const { tasks } = deps;
  return {
    name: 'complete_task',
    description: 'Marks a task of the user as done. When it recurs, the next one is made.',
    parameters: completeParameters,
    risk: 'write',
    timeoutMs: TIMEOUT_MS,
    async execute({ task_id, time_zone }, context) {
      const zone = zoneOf(time_zone, context, deps);
      const { ownerId, nowMs } = context;
      const task = await findTask(tasks, ownerId, task_id);
      const next = task.status === 'done' ? null : nextOccurrence(task, nowMs);
      const completed = await tasks.patch(ownerId, task.task_id, { status: 'done' }, nowMs);
      if (!completed) throw gone(task.title);
      const nextTime = next && { due_at: next.dueAt, all_day: task.all_day };
      const output = {
        completed: showTask(completed, nowMs, zone),
        ...(nextTime ? { next_due: showDue(nextTime, zone), next_when: describeDue(nextTime, nowMs, zone) } : {}),
      };
      const again = nextTime ? `; next on ${describeDue(nextTime, nowMs, zone)}` : '';
      return { output: JSON.stringify(output), summary: `Completed “${completed.title}”${again}` };
    },
  };
}

const deleteParameters = z.strictObject({ task_id: taskRef });

export function createDeleteTask({ tasks }: TaskToolDeps): Tool<typeof deleteParameters> {
  return {
    name: 'delete_task',
    description: 'Deletes a task of the user for good. For what is done use complete_task.',
    parameters: deleteParameters,
    risk: 'write',
    timeoutMs: TIMEOUT_MS,
    async execute({ task_id }, { ownerId }) {
      const task = await findTask(tasks, ownerId, task_id);
      if (!(await tasks.delete(ownerId, task.task_id))) throw gone(task.title);
      return {
        output: JSON.stringify({ deleted: { id: task.task_id, title: task.title } }),
        summary: `Deleted “${task.title}”`,
      };
    },
  };
}
