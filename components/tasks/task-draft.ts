import { toDueFields } from '../../lib/client/task-words.ts';
import type { Task, TaskPatch } from '../../lib/contract/tasks.ts';
import { localZone } from './local-zone.ts';
import { readDue } from './read-due.ts';

/** The fields of a form; empty texts are what the task does not have. */
export type TaskDraft = ReturnType<typeof toDraft>;

export function toDraft(task: Task) {
  return {
    title: task.title,
    notes: task.notes,
    ...toDueFields(task, localZone()),
    priority: task.priority,
    recurrence: task.recurrence ?? '',
    estimate: task.estimate_minutes === null ? '' : String(task.estimate_minutes),
    parent: task.parent_task_id ?? '',
    dependsOn: task.depends_on,
  };
}

function toFields(draft: TaskDraft) {
  return {
    title: draft.title,
    notes: draft.notes,
    ...readDue(draft.date, draft.time, localZone()),
    priority: draft.priority,
    recurrence: draft.recurrence === '' ? null : draft.recurrence,
    estimate_minutes: draft.estimate === '' ? null : Number(draft.estimate),
    parent_task_id: draft.parent === '' ? null : draft.parent,
    depends_on: draft.dependsOn,
  };
}

/** What differs from the task; `null` when nothing does. What stays is not sent, so that it is not rounded or moved to this zone. */
export function toPatch(draft: TaskDraft, task: Task): TaskPatch | null {
  const before: Record<string, unknown> = toFields(toDraft(task));
  const changed = Object.entries(toFields(draft)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
