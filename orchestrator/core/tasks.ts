import type { Task, TaskCreate, TaskPatch } from '../../lib/contract/tasks.ts';

export type TaskFilter = { status?: Task['status'] | 'active'; dueBefore?: number; text?: string };

/** Bound to one owner; what belongs to another does not exist. At most 2,000 tasks a list. */
export type TaskStore = {
  list(ownerId: string, filter: TaskFilter): Promise<Task[]>;
  get(ownerId: string, taskId: string): Promise<Task | null>;
  /** Throws `AppError('VALIDATION_FAILED')` when a named task or conversation does not exist or the dependencies form a cycle. */
  create(ownerId: string, taskId: string, task: TaskCreate, nowMs: number): Promise<Task>;
  /** As `create`; `null` when the task does not exist. Completing a recurring task makes the next one in the same transaction. */
  patch(ownerId: string, taskId: string, patch: TaskPatch, nowMs: number): Promise<Task | null>;
  delete(ownerId: string, taskId: string): Promise<boolean>;
};
