import { type JsonObject, jsonObject } from '../../../../lib/contract/primitives.ts';
import { foldForSearch } from '../../../../lib/shared/fold-search.ts';
import { toTerms } from '../extract.ts';

/** A task as the tools show it. `due` is a day or a moment of the user's clocks. */
export type ListedTask = { id: string; title: string; status: string; priority: string; due: string | null; remarks: string[] };

const isText = (value: unknown): value is string => typeof value === 'string';

function toTask(row: JsonObject): ListedTask[] {
  const { id, title, status, priority, due, when, overdue, repeats } = row;
  if (!isText(id) || !isText(title)) return [];
  const remarks = [
    ...(isText(due) ? [`due ${due}${isText(when) ? `: ${when}` : ''}`] : []),
    ...(overdue === true ? ['overdue'] : []),
    ...(isText(repeats) ? [repeats] : []),
    ...(priority === 'high' || priority === 'urgent' || priority === 'low' ? [`${priority} priority`] : []),
    ...(status === 'in_progress' ? ['in progress'] : []),
  ];
  return [{ id, title, status: String(status), priority: String(priority), due: isText(due) ? due : null, remarks }];
}

export function toTasks({ tasks }: JsonObject): ListedTask[] {
  if (!Array.isArray(tasks)) return [];
  return tasks.flatMap((row) => {
    const parsed = jsonObject.safeParse(row);
    return parsed.success ? toTask(parsed.data) : [];
  });
}

/** The tasks that share most words with what the user called them; several when they fit equally well. */
export function findTasks(tasks: readonly ListedTask[], name: string): ListedTask[] {
  const exact = tasks.filter(({ title }) => foldForSearch(title) === foldForSearch(name));
  if (exact.length > 0) return exact;
  const wanted = toTerms(name);
  const scored = tasks.map((task) => {
    const terms = new Set(toTerms(task.title));
    return { task, score: wanted.filter((term) => terms.has(term)).length / Math.max(1, wanted.length) };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best < 0.5 ? [] : scored.filter(({ score }) => score === best).map(({ task }) => task);
}

export function sayTask({ title, status, remarks }: ListedTask): string {
  return `- [${status === 'done' ? 'x' : ' '}] ${title}${remarks.length > 0 ? ` (${remarks.join('; ')})` : ''}`;
}
