import type { Task } from '../../../lib/contract/tasks.ts';
import { foldForSearch } from '../../../lib/shared/fold-search.ts';
import type { TaskStore } from '../../core/tasks.ts';

const SHOWN = 8;

/** The task with that id, else the unfinished one with that title or the only one whose title holds the words. Throws with the choice. */
export async function findTask(tasks: TaskStore, ownerId: string, ref: string): Promise<Task> {
  const byId = /^task_[0-9A-Za-z]{1,64}$/.test(ref) ? await tasks.get(ownerId, ref) : null;
  if (byId) return byId;
  const wanted = foldForSearch(ref.trim());
  const holding = (await tasks.list(ownerId, { status: 'active', text: wanted })).filter(({ title }) =>
    foldForSearch(title).includes(wanted),
  );
  const exact = holding.filter(({ title }) => foldForSearch(title) === wanted);
  const [only, ...others] = exact.length > 0 ? exact : holding;
  if (!only) throw new Error(`there is no unfinished task “${ref}”; list_tasks shows what there is`);
  if (others.length > 0) {
    const choice = [only, ...others].slice(0, SHOWN).map(({ task_id, title }) => `${task_id} “${title}”`);
    throw new Error(`several tasks fit “${ref}”: ${choice.join(', ')}; give the id`);
  }
  return only;
}
