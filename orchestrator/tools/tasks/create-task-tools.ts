import type { CreateId } from '../../../lib/shared/ids.ts';
import type { TaskStore } from '../../core/tasks.ts';
import type { Tool } from '../../core/tool.ts';
import { createCompleteTask, createDeleteTask, createUpdateTask } from './change-task.ts';
import { createCreateTask } from './create-task.ts';
import { createListTasks } from './list-tasks.ts';
import { createPlanGoal } from './plan-goal.ts';

type Options = {
  tasks: TaskStore;
  createId: CreateId;
  /** Of users who name none; absent: that of this machine. */
  timeZone?: string;
};

/** What an agent can do with the tasks of the user. */
export function createTaskTools({ timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone, ...rest }: Options): Tool[] {
  const deps = { ...rest, timeZone };
  return [
    createCreateTask(deps),
    createListTasks(deps),
    createUpdateTask(deps),
    createCompleteTask(deps),
    createDeleteTask(deps),
    createPlanGoal(deps),
  ];
}
