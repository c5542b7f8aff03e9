import { AppError } from '../../../lib/contract/errors.ts';
import type { TaskList } from '../../../lib/contract/tasks.ts';
import { criticalPath } from '../../../lib/shared/critical-path.ts';
import type { CreateId } from '../../../lib/shared/ids.ts';
import type { Clock } from '../../core/clock.ts';
import type { TaskFilter } from '../../core/tasks.ts';
import type { Call, Handlers } from '../call.ts';
import { toCalendar } from '../task-calendar.ts';

type TaskOperations = 'listTasks' | 'createTask' | 'taskCalendar' | 'getTask' | 'patchTask' | 'deleteTask';

function found<T>(value: T | null): T {
  if (value === null) throw new AppError('NOT_FOUND');
  return value;
}

function toFilter({ status, due_before, q }: Call<'listTasks'>['query']): TaskFilter {
  return {
    ...(status === undefined ? {} : { status }),
    ...(due_before === undefined ? {} : { dueBefore: due_before }),
    ...(q === undefined ? {} : { text: q }),
  };
}

async function listTasks({ backend, principal, query }: Call<'listTasks'>): Promise<TaskList> {
  const [tasks, unfinished] = await Promise.all([
    backend.tasks.list(principal.ownerId, toFilter(query)),
    backend.tasks.list(principal.ownerId, { status: 'active' }),
  ]);
  const { path, minutes } = criticalPath(unfinished);
  return { tasks, critical_path: path, critical_path_minutes: minutes };
}

export function taskRoutes({ clock, createId }: { clock: Clock; createId: CreateId }): Pick<Handlers, TaskOperations> {
  return {
    listTasks,
    createTask: ({ backend, principal, body }) => backend.tasks.create(principal.ownerId, createId('task'), body, clock.now()),
    taskCalendar: async ({ backend, principal, query, reply }) => {
      const unfinished = await backend.tasks.list(principal.ownerId, { status: 'active' });
      reply.header('content-disposition', 'attachment; filename="tasks.ics"');
      reply.type('text/calendar; charset=utf-8');
      return toCalendar(unfinished, query.kind);
    },
    getTask: async ({ backend, principal, params }) => found(await backend.tasks.get(principal.ownerId, params.id)),
    patchTask: async ({ backend, principal, params, body }) =>
      found(await backend.tasks.patch(principal.ownerId, params.id, body, clock.now())),
    deleteTask: async ({ backend, principal, params }) => {
      if (!(await backend.tasks.delete(principal.ownerId, params.id))) throw new AppError('NOT_FOUND');
    },
  };
}
