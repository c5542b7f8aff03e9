import useSWR, { mutate } from 'swr';
import { toAppError } from '../contract/errors.ts';
import type { Task, TaskCreate, TaskList, TaskPatch } from '../contract/tasks.ts';
import { api } from './api.ts';
import { createDeferredDeletion } from './deferred-deletion.ts';
import { isolate } from './isolate.ts';
import { showToast } from './toast-store.ts';

const KEY = 'tasks';
/** Agents change tasks too. */
const POLL_MS = 30_000;

type Status = 'active' | 'done' | 'all';

/** Tasks of a state that have the words. */
export function useTasks(status: Status, words: string) {
  return useSWR(
    [KEY, status, words],
    () => api.call('listTasks', { query: { ...(status === 'all' ? {} : { status }), ...(words === '' ? {} : { q: words }) } }),
    { refreshInterval: POLL_MS, keepPreviousData: true },
  );
}

const isTaskKey = (key: unknown): boolean => Array.isArray(key) && key[0] === KEY;

/** Never rejects: a list that cannot be read shows that itself. */
async function refreshTasks(): Promise<void> {
  await mutate(isTaskKey).catch(() => {});
}

/** Throws `AppError`. */
export async function createTask(task: TaskCreate): Promise<void> {
  await api.call('createTask', { body: task });
  await refreshTasks();
}

/** Throws `AppError`. */
export async function changeTask(id: string, patch: TaskPatch): Promise<void> {
  await api.call('patchTask', { params: { id }, body: patch });
  await refreshTasks();
}

/** Shows the new state at once; when the server refuses it, the list is read anew and a toast says why. */
export async function setDone(task: Task, isDone: boolean): Promise<void> {
  const status = isDone ? 'done' : 'open';
  const apply = (list: TaskList | undefined) =>
    list && { ...list, tasks: list.tasks.map((item) => (item.task_id === task.task_id ? { ...item, status } : item) as Task) };
  await mutate(isTaskKey, apply, { revalidate: false });
  try {
    await changeTask(task.task_id, { status });
    if (isDone && task.recurrence === null) {
      showToast({
        tone: 'info',
        text: `“${isolate(task.title)}” is done.`,
        action: { label: 'Undo', run: () => void setDone({ ...task, status }, false) },
      });
    } else if (isDone) showToast({ tone: 'info', text: `“${isolate(task.title)}” is done; the next one is on the list.` });
  } catch (thrown) {
    showToast({ tone: 'error', text: `That was not saved. ${toAppError(thrown).message}` });
    await refreshTasks();
  }
}

const deletion = createDeferredDeletion({
  what: 'The task',
  remove: (id) => api.call('deleteTask', { params: { id }, keepalive: true }),
  onRemoved: refreshTasks,
});

/** Tasks that are out of sight and will be deleted unless that is undone. */
export const useDoomedTasks = deletion.useDoomed;

export const deleteTask = deletion.doom;
