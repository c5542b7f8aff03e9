import type { Task } from '../../../lib/contract/tasks.ts';
import type { NewTask } from '../../core/tasks.ts';
import type { Query } from '../database.ts';
import { toSqlText } from '../sql-text.ts';

/** A `Task` of the contract, for `SELECT` and `RETURNING` of the table `tasks` as `t`. */
export const TASK_COLUMNS = `
  t.id AS task_id, t.title, t.notes, t.status, t.priority, t.due_at, t.all_day, t.time_zone, t.recurrence, t.depends_on,
  t.parent_task_id, t.estimate_minutes, t.conversation_id, t.created_at, t.updated_at, t.completed_at`;

/** Gives what was not said its default. */
export function toTask({ taskId, task }: NewTask, nowMs: number): Task {
  const status = task.status ?? 'open';
  return {
    task_id: taskId,
    title: toSqlText(task.title),
    notes: toSqlText(task.notes ?? ''),
    status,
    priority: task.priority ?? 'normal',
    due_at: task.due_at ?? null,
    all_day: task.all_day ?? false,
    time_zone: task.time_zone ?? null,
    recurrence: task.recurrence ?? null,
    depends_on: [...new Set(task.depends_on)],
    parent_task_id: task.parent_task_id ?? null,
    estimate_minutes: task.estimate_minutes ?? null,
    conversation_id: task.conversation_id ?? null,
    created_at: nowMs,
    updated_at: nowMs,
    completed_at: status === 'done' ? nowMs : null,
  };
}

const ROWS = `
  json_to_recordset($2::json) AS t(task_id text, title text, notes text, status text, priority text, due_at bigint, all_day boolean,
    time_zone text, recurrence text, depends_on text[], parent_task_id text, estimate_minutes integer, conversation_id text,
    created_at bigint, updated_at bigint, completed_at bigint)`;

// One statement, so that a task may come before its parent.
const INSERT = `
  INSERT INTO tasks (id, owner_id, title, notes, status, priority, due_at, all_day, time_zone, recurrence, depends_on,
    parent_task_id, estimate_minutes, conversation_id, created_at, updated_at, completed_at)
  SELECT task_id, $1, title, notes, status, priority, due_at, all_day, time_zone, recurrence, depends_on, parent_task_id,
    estimate_minutes, conversation_id, created_at, updated_at, completed_at
  FROM ${ROWS}`;

export async function insertTasks(query: Query, ownerId: string, tasks: readonly Task[]): Promise<void> {
  await query(INSERT, [ownerId, JSON.stringify(tasks)]);
}

const UPDATE = `
  UPDATE tasks s SET title = t.title, notes = t.notes, status = t.status, priority = t.priority, due_at = t.due_at,
    all_day = t.all_day, time_zone = t.time_zone, recurrence = t.recurrence, depends_on = t.depends_on,
    parent_task_id = t.parent_task_id, estimate_minutes = t.estimate_minutes, updated_at = t.updated_at,
    completed_at = t.completed_at
  FROM ${ROWS} WHERE s.id = t.task_id AND s.owner_id = $1`;

export async function updateTask(query: Query, ownerId: string, task: Task): Promise<void> {
  await query(UPDATE, [ownerId, JSON.stringify([task])]);
}
