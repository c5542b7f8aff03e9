import type { FieldIssue } from '../../../lib/contract/errors.ts';
import type { Task, TaskPatch } from '../../../lib/contract/tasks.ts';
import { foldForSearch } from '../../../lib/shared/fold-search.ts';
import { type CreateId, createId as createRandomId } from '../../../lib/shared/ids.ts';
import { nextOccurrence } from '../../../lib/shared/recurrence.ts';
import type { NewTask, TaskStore } from '../../core/tasks.ts';
import type { Database, Query } from '../database.ts';
import { toLikePattern, toSqlText } from '../sql-text.ts';
import { checkReferences } from './check-references.ts';
import { checkTimes, throwIssues } from './check-task.ts';
import { insertTasks, TASK_COLUMNS, toTask, updateTask } from './task-rows.ts';

const MAX_LISTED = 2_000;
const UNFINISHED: Task['status'][] = ['open', 'in_progress'];
/** Any number; the second half of the lock is the owner. */
const LOCK_CLASS = 7_201;

/** Changes of one owner go one after the other: each alone is free of circles, two at once might not be. */
function changing<T>(database: Database, ownerId: string, change: (query: Query) => Promise<T>): Promise<T> {
  return database.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK_CLASS, ownerId]);
    return change(query);
  });
}

async function createTasks(
  query: Query,
  ownerId: string,
  tasks: readonly NewTask[],
  nowMs: number,
  prefix: (index: number) => string,
) {
  const issues: FieldIssue[] = [];
  const candidates = tasks.map((created, index) => {
    // Those of one call keep their order, which ids of one millisecond have not.
    const task = toTask(created, nowMs + index);
    return { task: { ...task, ...checkTimes(task, prefix(index), issues) }, prefix: prefix(index) };
  });
  await checkReferences(query, ownerId, candidates, issues);
  throwIssues(issues);
  const created = candidates.map(({ task }) => task);
  await insertTasks(query, ownerId, created);
  return created;
}

const TIME_FIELDS = ['due_at', 'all_day', 'time_zone', 'recurrence'] as const;

function merge(task: Task, patch: TaskPatch, nowMs: number): Task {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Task>;
  const merged: Task = { ...task, ...given, updated_at: Math.max(task.updated_at, nowMs) };
  const isDone = merged.status === 'done';
  return {
    ...merged,
    title: toSqlText(merged.title),
    notes: toSqlText(merged.notes),
    depends_on: [...new Set(merged.depends_on)],
    // Without a day there is nothing that could be all of it.
    all_day: patch.due_at === null && patch.all_day === undefined ? false : merged.all_day,
    completed_at: isDone ? (task.completed_at ?? nowMs) : null,
  };
}

/** What comes after a recurring task that was just finished. The rule goes on with it, so that finishing twice gives no twins. */
function toSuccessor(task: Task, taskId: string, nowMs: number): Task | null {
  const next = nextOccurrence(task, nowMs);
  if (!next) return null;
  return {
    ...task,
    task_id: taskId,
    status: 'open',
    due_at: next.dueAt,
    recurrence: next.recurrence,
    depends_on: [],
    created_at: nowMs,
    updated_at: nowMs,
    completed_at: null,
  };
}

async function patchTask(query: Query, ownerId: string, taskId: string, patch: TaskPatch, nowMs: number, successorId: string) {
  const [stored] = await query<Task>(`SELECT ${TASK_COLUMNS} FROM tasks t WHERE t.id = $1 AND t.owner_id = $2 FOR UPDATE`, [
    taskId,
    ownerId,
  ]);
  if (!stored) return null;
  const issues: FieldIssue[] = [];
  let task = merge(stored, patch, nowMs);
  if (TIME_FIELDS.some((field) => patch[field] !== undefined)) task = { ...task, ...checkTimes(task, '', issues) };
  if (patch.depends_on !== undefined || patch.parent_task_id !== undefined) {
    // The conversation may be gone by now, and it stays as it is.
    await checkReferences(query, ownerId, [{ task: { ...task, conversation_id: null }, prefix: '' }], issues);
  }
  throwIssues(issues);
  const successor = task.status === 'done' && stored.status !== 'done' ? toSuccessor(task, successorId, nowMs) : null;
  if (successor) task = { ...task, recurrence: null };
  await updateTask(query, ownerId, task);
  if (successor) await insertTasks(query, ownerId, [successor]);
  return task;
}

export function createTaskStore(database: Database, createId: CreateId = createRandomId): TaskStore {
  return {
    list: (ownerId, { status, dueBefore, text }) =>
      database.query<Task>(LIST, [
        ownerId,
        status === undefined ? null : status === 'active' ? UNFINISHED : [status],
        dueBefore ?? null,
        text === undefined ? null : toLikePattern(foldForSearch(toSqlText(text))),
      ]),

    async get(ownerId, taskId) {
      const [found] = await database.query<Task>(`SELECT ${TASK_COLUMNS} FROM tasks t WHERE t.id = $1 AND t.owner_id = $2`, [
        taskId,
        ownerId,
      ]);
      return found ?? null;
    },

    async create(ownerId, taskId, task, nowMs) {
      const create = (query: Query) => createTasks(query, ownerId, [{ taskId, task }], nowMs, () => '');
      const [created] = await changing(database, ownerId, create);
      return created as Task;
    },

    createAll: (ownerId, tasks, nowMs) =>
      changing(database, ownerId, (query) => createTasks(query, ownerId, tasks, nowMs, (index) => `${index}.`)),

    patch: (ownerId, taskId, patch, nowMs) =>
      changing(database, ownerId, (query) => patchTask(query, ownerId, taskId, patch, nowMs, createId('task'))),

    delete: (ownerId, taskId) =>
      changing(database, ownerId, async (query) => {
        const deleted = await query('DELETE FROM tasks WHERE id = $1 AND owner_id = $2 RETURNING id', [taskId, ownerId]);
        if (deleted.length === 0) return false;
        await query('UPDATE tasks SET depends_on = array_remove(depends_on, $1) WHERE owner_id = $2 AND $1 = ANY(depends_on)', [
          taskId,
          ownerId,
        ]);
        return true;
      }),
  };
}

const LIST = `
  SELECT ${TASK_COLUMNS} FROM tasks t
  WHERE t.owner_id = $1 AND ($2::text[] IS NULL OR t.status = ANY($2)) AND ($3::bigint IS NULL OR t.due_at < $3)
    AND ($4::text IS NULL OR t.folded LIKE $4)
  ORDER BY t.status IN ('done', 'cancelled'), t.completed_at DESC NULLS FIRST, t.due_at NULLS LAST,
    array_position(ARRAY['urgent', 'high', 'normal', 'low'], t.priority), t.created_at, t.id
  LIMIT ${MAX_LISTED}`;
