import { z } from 'zod';
import { criticalPath, DEFAULT_ESTIMATE_MINUTES } from '../../../lib/shared/critical-path.ts';
import type { NewTask } from '../../core/tasks.ts';
import type { Tool } from '../../core/tool.ts';
import { showTask } from './show-task.ts';
import { explained, given, optionalDue, readDue, type TaskToolDeps, timeZone, title, zoneOf } from './task-fields.ts';

const TIMEOUT_MS = 10_000;
const MAX_STEPS = 50;

const step = z.strictObject({
  title,
  notes: z.string().max(10_000).nullable().default(null),
  estimate_minutes: z
    .int()
    .min(1)
    .max(525_600)
    .nullable()
    .default(null)
    .meta({
      description: `Working time; null counts ${DEFAULT_ESTIMATE_MINUTES}`,
    }),
  depends_on: z
    .array(
      z
        .int()
        .min(0)
        .max(MAX_STEPS - 1),
    )
    .nullable()
    .default(null)
    .meta({ description: 'Numbers of the steps that must be done first; the first step is 0' }),
});

const parameters = z.strictObject({
  goal: title,
  due: optionalDue.meta({ description: 'When the goal must be reached' }),
  steps: z.array(step).min(1).max(MAX_STEPS),
  time_zone: timeZone,
});

type Step = z.output<typeof step>;

/** The numbers of the steps so that each comes after what it depends on; otherwise as they were given. */
function toOrder(steps: readonly Step[]): number[] {
  const order: number[] = [];
  const visit = (index: number): void => {
    if (order.includes(index)) return;
    for (const before of steps[index]?.depends_on ?? []) visit(before);
    order.push(index);
  };
  for (const index of steps.keys()) visit(index);
  return order;
}

function toNewTasks(steps: readonly Step[], ids: readonly string[], parentId: string, conversationId: string): NewTask[] {
  return steps.map(({ depends_on, ...fields }, index) => ({
    taskId: ids[index] as string,
    task: {
      ...given(fields),
      title: fields.title,
      depends_on: (depends_on ?? []).map((number) => {
        const id = ids[number];
        if (id === undefined) throw new Error(`step ${index} depends on step ${number}, which does not exist`);
        return id;
      }),
      parent_task_id: parentId,
      conversation_id: conversationId,
    },
  }));
}

export function createPlanGoal(deps: TaskToolDeps): Tool<typeof parameters> {
  const { tasks, createId } = deps;
  return {
    name: 'plan_goal',
    description:
      'Stores a goal with its steps as tasks, all at once, and computes the order and the critical path from their dependencies and estimates.',
    parameters,
    risk: 'write',
    timeoutMs: TIMEOUT_MS,
    async execute({ goal, due, steps, time_zone }, context) {
      const zone = zoneOf(time_zone, context, deps);
      const { ownerId, conversationId, nowMs } = context;
      const parentId = createId('task');
      const ids = steps.map(() => createId('task'));
      const children = toNewTasks(steps, ids, parentId, conversationId);
      const times = due === null ? {} : readDue(due, context, zone).times;
      const parent: NewTask = { taskId: parentId, task: { title: goal, ...times, conversation_id: conversationId } };
      const [created, ...parts] = await explained(tasks.createAll(ownerId, [parent, ...children], nowMs));
      const { path, minutes } = criticalPath(parts);
      const byId = new Map(parts.map((task) => [task.task_id, task]));
      const ordered = toOrder(steps).flatMap((index) => byId.get(ids[index] as string) ?? []);
      const output = {
        goal: created && showTask(created, nowMs, zone),
        tasks: ordered.map((task) => showTask(task, nowMs, zone)),
        critical_path: path,
        critical_path_titles: path.map((id) => byId.get(id)?.title),
        critical_path_minutes: minutes,
        total_minutes: parts.reduce((sum, task) => sum + (task.estimate_minutes ?? DEFAULT_ESTIMATE_MINUTES), 0),
      };
      return { output: JSON.stringify(output), summary: `Planned “${goal}” in ${parts.length} steps` };
    },
  };
}
