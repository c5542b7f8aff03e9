import { X } from 'lucide-react';
import { useId } from 'react';
import type { Task } from '../../lib/contract/tasks.ts';
import { IconButton } from '../ui/icon-button.tsx';

type DependencyPickerProps = {
  chosen: readonly string[];
  /** What can be chosen. */
  others: readonly Task[];
  onChange(ids: string[]): void;
};

export function DependencyPicker({ chosen, others, onChange }: DependencyPickerProps) {
  const fieldId = useId();
  const titles = new Map(others.map(({ task_id, title }) => [task_id, title]));
  return (
    <div className="col-span-2 grid gap-1 text-sm">
      <label htmlFor={fieldId} className="font-medium">
        Comes after
      </label>
      {chosen.length > 0 && (
        <ul aria-label="Comes after" className="grid gap-1">
          {chosen.map((id) => {
            const title = titles.get(id) ?? 'A finished task';
            return (
              <li key={id} className="flex items-center gap-2 rounded-lg bg-side ps-3">
                <span dir="auto" className="min-w-0 flex-1 truncate">
                  {title}
                </span>
                <IconButton label={`No longer after ${title}`} onClick={() => onChange(chosen.filter((other) => other !== id))}>
                  <X size={16} />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
      <select id={fieldId} className="field" value="" onChange={(event) => onChange([...chosen, event.target.value])}>
        <option value="">Choose a task that must be done first</option>
        {others
          .filter(({ task_id }) => !chosen.includes(task_id))
          .map(({ task_id, title }) => (
            <option key={task_id} value={task_id}>
              {title}
            </option>
          ))}
      </select>
    </div>
  );
}
