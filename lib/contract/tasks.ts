import { z } from 'zod';
import { conversationId, taskId, timeMs } from './primitives.ts';

export const TASK_STATUSES = ['open', 'in_progress', 'done', 'cancelled'] as const;
export const TASK_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

const title = z.string().trim().min(1, 'must not be blank').max(300);
const notes = z.string().max(10_000);
const dependsOn = z.array(taskId).max(100).meta({ description: 'Tasks that must be done first' });
const estimateMinutes = z.int().min(1).max(525_600);
const recurrence = z.string().min(1).max(300).meta({ description: 'An RFC 5545 recurrence rule, e.g. `FREQ=WEEKLY;BYDAY=MO`' });
/** The end of the year 9999, in milliseconds since the epoch: later times have no four-digit year. */
const LATEST_MS = 253_402_300_799_999;
const dueAt = z
  .int()
  .nonnegative()
  .max(LATEST_MS, 'must be before the year 10000')
  .meta({ description: 'Milliseconds since the epoch; with `all_day` 00:00 UTC of that calendar day' });
const timeZone = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'IANA name of the zone in which the due time is meant and a recurrence keeps its hour; null: UTC' });

export const task = z
  .object({
    task_id: taskId,
    title: z.string(),
    notes: z.string(),
    status: z.enum(TASK_STATUSES),
    priority: z.enum(TASK_PRIORITIES),
    due_at: dueAt.nullable(),
    all_day: z.boolean().meta({ description: 'The due time names a day, not a moment' }),
    time_zone: timeZone.nullable(),
    recurrence: recurrence.nullable(),
    depends_on: dependsOn,
    parent_task_id: taskId.nullable(),
    estimate_minutes: estimateMinutes.nullable(),
    conversation_id: conversationId.nullable(),
    created_at: timeMs,
    updated_at: timeMs,
    completed_at: timeMs.nullable(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof task>;

const changeable = {
  title,
  notes,
  status: z.enum(TASK_STATUSES),
  priority: z.enum(TASK_PRIORITIES),
  due_at: dueAt.nullable(),
  all_day: z.boolean(),
  time_zone: timeZone.nullable(),
  recurrence: recurrence.nullable(),
  depends_on: dependsOn,
  parent_task_id: taskId.nullable(),
  estimate_minutes: estimateMinutes.nullable(),
};

export const taskCreate = z
  .strictObject({ ...z.object(changeable).partial().shape, title, conversation_id: conversationId.optional() })
  .meta({ id: 'TaskCreate' });
export type TaskCreate = z.infer<typeof taskCreate>;

export const taskPatch = z
  .strictObject(z.object(changeable).partial().shape)
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field')
  .meta({ id: 'TaskPatch' });
export type TaskPatch = z.infer<typeof taskPatch>;

export const taskListQuery = z.strictObject({
  status: z
    .enum([...TASK_STATUSES, 'active'])
    .optional()
    .meta({ description: '`active`: open or in progress' }),
  due_before: z.coerce.number().int().nonnegative().optional(),
  q: z.string().trim().min(1).max(200).optional().meta({ description: 'Words of the title or the notes' }),
});

export const taskCalendarQuery = z.strictObject({
  kind: z
    .enum(['event', 'todo'])
    .default('event')
    .meta({ description: '`event`: due dates for any calendar; `todo`: tasks for programs that know them' }),
});

/** The critical path is computed from dependencies and estimates (a task without one counts 60 minutes). */
export const taskList = z
  .object({
    tasks: z.array(task),
    critical_path: z
      .array(taskId)
      .meta({ description: 'The longest chain among all unfinished tasks, whatever the filter, first to last' }),
    critical_path_minutes: z.int().nonnegative(),
  })
  .meta({ id: 'TaskList' });
export type TaskList = z.infer<typeof taskList>;
