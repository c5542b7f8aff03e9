import { Search } from 'lucide-react';
import { TASK_VIEWS, type TaskView } from '../../lib/client/task-list.ts';

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
          <button
            key={item}
            type="button"
            aria-pressed={item === view}
            className="min-h-9 rounded-lg px-3 text-sm hover:bg-hover aria-pressed:bg-hover aria-pressed:font-medium pointer-coarse:min-h-11"
            onClick={() => onView(item)}
          >
            {NAMES[item]}
          </button>
        ))}
      </div>
      <div className="relative min-w-40 flex-1">
        <Search
          aria-hidden="true"
          size={16}
          className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          aria-label="Search tasks"
          placeholder="Search"
          maxLength={200}
          className="field pl-9"
          value={words}
          onChange={(event) => onWords(event.target.value)}
        />
      </div>
    </div>
  );
}
