'use client';
import { CalendarArrowDown } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { toUrl } from '../../lib/client/http.ts';
import { isInView, type TaskView } from '../../lib/client/task-list.ts';
import { useDoomedTasks, useTasks } from '../../lib/client/tasks.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import type { Task } from '../../lib/contract/tasks.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { ListNote } from '../ui/list-note.tsx';
import { ListPlaceholder } from '../ui/list-placeholder.tsx';
import { CriticalPath } from './critical-path.tsx';
import { localZone } from './local-zone.ts';
import { NewTask } from './new-task.tsx';
import { TaskEditor } from './task-editor.tsx';
import { TaskFilter } from './task-filter.tsx';
import { TaskList } from './task-list.tsx';

export function TasksPage() {
  const [view, setView] = useState<TaskView>('open');
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState<Task | null>(null);
  return (
    <>
      <PageHeader title="Tasks">
        <a href={toUrl('taskCalendar')} download="tasks.ics" className="button">
          <CalendarArrowDown aria-hidden="true" size={16} />
          <span className="max-sm:sr-only">Export calendar</span>
        </a>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="column grid gap-4 pt-2 pb-12">
          <NewTask />
          <TaskFilter view={view} words={words} onView={setView} onWords={setWords} />
          <ShownTasks view={view} words={useDeferredValue(words.trim())} onEdit={setEdited} />
        </div>
      </div>
      {edited && <TaskEditor key={edited.task_id} task={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

type ShownTasksProps = { view: TaskView; words: string; onEdit(task: Task): void };

function ShownTasks({ view, words, onEdit }: ShownTasksProps) {
  const { data, error, mutate } = useTasks(view === 'done' || view === 'all' ? view : 'active', words);
  const open = useTasks('active', '').data?.tasks ?? [];
  const doomed = useDoomedTasks((state) => state.doomed);
  if (!data)
    return error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : <ListPlaceholder label="Loading tasks" />;
  const now = Date.now();
  const tasks = data.tasks.filter((task) => !(task.task_id in doomed) && isInView(task, view, now, localZone()));
  const titles = new Map([...open, ...data.tasks].map((task) => [task.task_id, task.title]));
  const isWhole = view === 'open' && words === '';
  return (
    <>
      {view !== 'done' && <CriticalPath list={data} titles={titles} />}
      {tasks.length > 0 ? (
        <TaskList tasks={tasks} criticalPath={data.critical_path} open={open} onEdit={onEdit} />
      ) : (
        <Empty isWhole={isWhole} />
      )}
    </>
  );
}

function Empty({ isWhole }: { isWhole: boolean }) {
  return isWhole ? (
    <ListNote title="Nothing to do" text="Add a task above, or ask in a chat: “Remind me to call Ana on Friday”." />
  ) : (
    <ListNote role="status" title="No task fits" text="Choose another view or other words." />
  );
}

function LoadFailure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <ListNote role="alert" title="The tasks could not be loaded" text={toAppError(error).message}>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </ListNote>
  );
}
