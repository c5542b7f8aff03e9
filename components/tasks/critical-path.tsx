import { Route } from 'lucide-react';
import { plural } from '../../lib/client/format.ts';
import { describeMinutes } from '../../lib/client/task-words.ts';
import type { TaskList } from '../../lib/contract/tasks.ts';

const MAX_NAMED = 6;

/** The chain that decides when everything can be finished; a task alone is no chain. */
export function CriticalPath({ list, titles }: { list: TaskList; titles: ReadonlyMap<string, string> }) {
  const { critical_path: path, critical_path_minutes: minutes } = list;
  if (path.length < 2) return null;
  const named = path.slice(0, MAX_NAMED).map((id) => titles.get(id) ?? '…');
  return (
    <section aria-label="Critical path" className="flex gap-3 rounded-2xl bg-accent-soft px-4 py-3 text-sm">
      <Route aria-hidden="true" size={18} className="mt-0.5 flex-none text-accent" />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium">
          Critical path: {plural(path.length, 'task')}, {describeMinutes(minutes)}.
        </span>{' '}
        {named.join(' → ')}
        {path.length > MAX_NAMED && ' → …'}
      </p>
    </section>
  );
}
