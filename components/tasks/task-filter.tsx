import { TASK_VIEWS, type TaskView } from '../../lib/client/task-list.ts';
import { SearchField } from '../ui/search-field.tsx';

const NAMES: Record<TaskView, string> = {
  open: 'Open',
  today: 'Today',
  week: 'This week',
  overdue: 'Overdue',
  done: 'Done',
  all: 'All',
};

type TaskFilterProps = { view: TaskView; words: string; onView(view: TaskView): void; onWords(words: string): void };

export function TaskFilter({ view, words, onView, onWords }: TaskFilterProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label="Show" className="flex flex-wrap gap-1">
        {TASK_VIEWS.map((item) => (
          <button key={item} type="button" aria-pressed={item === view} className="choice" onClick={() => onView(item)}>
            {NAMES[item]}
          </button>
        ))}
      </div>
      <SearchField label="Search tasks" placeholder="Search" className="min-w-40" value={words} onValue={onWords} />
    </div>
  );
}
