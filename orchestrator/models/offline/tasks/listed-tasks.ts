import { type JsonObject, jsonObject } from '../../../../lib/contract/primitives.ts';
import { toTerms } from '../extract.ts';
import type { ToolOutcome } from '../plan.ts';

/** A task as the tools show it. */
export type ListedTask = { id: string; title: string; due: string | null; status: string; priority: string };

function toTask(row: JsonObject): ListedTask[] {
  const id = row.task_id ?? row.id;
  if (typeof id !== 'string' || typeof row.title !== 'string') return [];
  const due = row.due ?? row.due_at ?? null;
  return [
    {
      id,
      title: row.title,
      due:
        due === null ? null : typeof due === 'number' ? new Date(due).toISOString().slice(0, 16).replace('T', ' ') : String(due),
      status: String(row.status ?? 'open'),
      priority: String(row.priority ?? 'normal'),
    },
  ];
}

export function toTasks(outcome: ToolOutcome | undefined): ListedTask[] {
  const { tasks } = outcome?.data ?? {};
  if (!Array.isArray(tasks)) return [];
  return tasks.flatMap((row) => {
    const parsed = jsonObject.safeParse(row);
    return parsed.success ? toTask(parsed.data) : [];
  });
}

/** The tasks that share most words with what the user called them; several when they fit equally well. */
export function findTasks(tasks: readonly ListedTask[], name: string): ListedTask[] {
  const exact = tasks.filter(({ title }) => title.toLowerCase() === name.toLowerCase());
  if (exact.length > 0) return exact;
  const wanted = toTerms(name);
  const scored = tasks.map((task) => {
    const terms = new Set(toTerms(task.title));
    return { task, score: wanted.filter((term) => terms.has(term)).length / Math.max(1, wanted.length) };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best < 0.5 ? [] : scored.filter(({ score }) => score === best).map(({ task }) => task);
}

export function sayTask({ title, due, priority, status }: ListedTask): string {
  const facts = [
    ...(due === null ? [] : [`due ${due}`]),
    ...(priority === 'high' || priority === 'urgent' ? [priority] : []),
    ...(status === 'in_progress' ? ['in progress'] : []),
  ];
  const box = status === 'done' ? 'x' : ' ';
  return `- [${box}] ${title}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}
