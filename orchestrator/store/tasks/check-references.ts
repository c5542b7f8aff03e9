import type { FieldIssue } from '../../../lib/contract/errors.ts';
import type { Task } from '../../../lib/contract/tasks.ts';
import type { Query } from '../database.ts';
import { findCycle } from './find-cycle.ts';

type Linked = Pick<Task, 'task_id' | 'title' | 'depends_on' | 'parent_task_id'>;

const MAX_TITLE = 40;

/** A task that is about to be written, and where its fields are in the request. */
export type Candidate = { task: Task; prefix: string };

/** Whether everything that the tasks name exists for their owner, and what comes before what makes no circle. */
export async function checkReferences(query: Query, ownerId: string, candidates: readonly Candidate[], issues: FieldIssue[]) {
  await checkConversations(query, ownerId, candidates, issues);
  const linked = candidates.filter(({ task }) => task.depends_on.length > 0 || task.parent_task_id !== null);
  if (linked.length === 0) return;
  const stored = await query<Linked>('SELECT id AS task_id, title, depends_on, parent_task_id FROM tasks WHERE owner_id = $1', [
    ownerId,
  ]);
  const all = new Map([...stored, ...candidates.map(({ task }): Linked => task)].map((task) => [task.task_id, task]));
  for (const { task, prefix } of linked) {
    for (const [index, id] of task.depends_on.entries()) {
      if (!all.has(id)) issues.push({ path: `${prefix}depends_on.${index}`, reason: 'does not exist' });
    }
    if (task.parent_task_id !== null && !all.has(task.parent_task_id)) {
      issues.push({ path: `${prefix}parent_task_id`, reason: 'does not exist' });
    }
  }
  if (issues.length === 0) checkOrder(linked, all, issues);
}

async function checkConversations(query: Query, ownerId: string, candidates: readonly Candidate[], issues: FieldIssue[]) {
  const named = candidates.filter(({ task }) => task.conversation_id !== null);
  if (named.length === 0) return;
  // Locked, so that they are still there when the tasks are written.
  const found = await query<{ id: string }>(
    'SELECT id FROM conversations WHERE owner_id = $1 AND id = ANY($2) ORDER BY id FOR KEY SHARE',
    [ownerId, [...new Set(named.map(({ task }) => task.conversation_id))]],
  );
  const known = new Set(found.map(({ id }) => id));
  for (const { task, prefix } of named) {
    if (!known.has(task.conversation_id ?? '')) issues.push({ path: `${prefix}conversation_id`, reason: 'does not exist' });
  }
}

/** A task comes after what it depends on, and after its sub tasks. */
function checkOrder(candidates: readonly Candidate[], all: ReadonlyMap<string, Linked>, issues: FieldIssue[]): void {
  const before = new Map([...all.values()].map((task) => [task.task_id, [...task.depends_on]]));
  for (const { task_id, parent_task_id } of all.values()) before.get(parent_task_id ?? '')?.push(task_id);
  for (const { task, prefix } of candidates) {
    const cycle = findCycle([task.task_id], before);
    if (!cycle) continue;
    const titles = cycle.map((id) => `“${(all.get(id)?.title ?? id).slice(0, MAX_TITLE).toWellFormed()}”`);
    const field = task.depends_on.length > 0 ? 'depends_on' : 'parent_task_id';
    issues.push({ path: prefix + field, reason: `would go round in a circle: ${titles.join(' → ')}` });
    return;
  }
}
