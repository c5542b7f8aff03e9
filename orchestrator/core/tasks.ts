import type { Task, TaskCreate, TaskPatch } from '../../lib/contract/tasks.ts';

export type TaskFilter = { status?: Task['status'] | 'active'; dueBefore?: number; text?: string };

/** A task to be made; others that are made with it may name its id. */
export type NewTask = { taskId: string; task: TaskCreate };

/** Bound to one owner; what belongs to another does not exist. At most 2,000 tasks a list. */
export type TaskStore = {
  /** Unfinished ones first, by due date and priority; finished ones after them, the latest first. */
  list(ownerId: string, filter: TaskFilter): Promise<Task[]>;
  get(ownerId: string, taskId: string): Promise<Task | null>;
  /**
   * Throws `AppError('VALIDATION_FAILED')` when a named task or conversation does not exist, the dependencies form a cycle, or
   * due date, time zone and recurrence do not go together.
   */
  create(ownerId: string, taskId: string, task: TaskCreate, nowMs: number): Promise<Task>;
  /** As `create`, all or nothing; paths of issues begin with the number of the task, from 0. */
  createAll(ownerId: string, tasks: readonly NewTask[], nowMs: number): Promise<Task[]>;
  /** As `create`; `null` when the task does not exist. Completing a recurring task makes the next one in the same transaction. */
  patch(ownerId: string, taskId: string, patch: TaskPatch, nowMs: number): Promise<Task | null>;
  delete(ownerId: string, taskId: string): Promise<boolean>;
};
