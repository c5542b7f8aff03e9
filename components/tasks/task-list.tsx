'use client';
import { toTaskLines } from '../../lib/client/task-list.ts';
import type { Task } from '../../lib/contract/tasks.ts';
import { TaskRow } from './task-row.tsx';

type TaskListProps = {
  tasks: readonly Task[];
  criticalPath: readonly string[];
  /** All unfinished ones: only those are waited for. */
  open: readonly Task[];
  onEdit(task: Task): void;
};

export function TaskList({ tasks, criticalPath, open, onEdit }: TaskListProps) {
  const titles = new Map(open.map((task) => [task.task_id, task.title]));
  const critical = new Set(criticalPath.length > 1 ? criticalPath : []);
  return (
    <ul aria-label="Tasks" className="rows">
      {toTaskLines(tasks).map(({ task, depth }) => (
        <TaskRow
          key={task.task_id}
          task={task}
          depth={depth}
          isCritical={critical.has(task.task_id)}
          waitsFor={task.depends_on.flatMap((id) => titles.get(id) ?? [])}
          onEdit={onEdit}
        />
      ))}
    </ul>
  );
}
