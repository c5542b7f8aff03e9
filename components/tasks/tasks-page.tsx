'use client';
import { CalendarArrowDown } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { toUrl } from '../../lib/client/http.ts';
import { isInView, type TaskView } from '../../lib/client/task-list.ts';
import { useDoomedTasks, useTasks } from '../../lib/client/tasks.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import type { Task } from '../../lib/contract/tasks.ts';
import { PageHeader } from '../shell/page-header.tsx';
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
  const doomed = useDoomedTasks((state) => state.timers);
  if (!data) return error ? <LoadFailure error={error} onRetry={() => void mutate()} /> : <Placeholder />;
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
  return (
    <div className="grid justify-items-center gap-1 py-10 text-center">
      <p className="text-lg font-medium">{isWhole ? 'Nothing to do' : 'No task fits'}</p>
      <p className="text-muted">
        {isWhole
          ? 'Add a task above, or ask in a chat: “Remind me to call Ana on Friday”.'
          : 'Choose another view or other words.'}
      </p>
    </div>
  );
}

function Placeholder() {
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">Loading tasks</span>
      {['a', 'b', 'c'].map((id) => (
        <div key={id} className="pulse h-14 rounded-2xl bg-side" />
      ))}
    </div>
  );
}

function LoadFailure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <div role="alert" className="grid justify-items-center gap-3 py-10 text-center">
      <p className="text-lg font-medium">The tasks could not be loaded</p>
      <p className="text-muted">{toAppError(error).message}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
