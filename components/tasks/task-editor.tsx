'use client';
import { type FormEvent, useState } from 'react';
import { changeTask } from '../../lib/client/tasks.ts';
import { type AppError, type FieldIssue, toAppError } from '../../lib/contract/errors.ts';
import type { Task } from '../../lib/contract/tasks.ts';
import { Modal } from '../ui/modal.tsx';
import { toDraft, toPatch } from './task-draft.ts';
import { type ChangeDraft, TaskFields } from './task-fields.tsx';

export function TaskEditor({ task, onClose }: { task: Task; onClose(): void }) {
  const [draft, setDraft] = useState(() => toDraft(task));
  const [error, setError] = useState<AppError | null>(null);
  const [isSaving, setSaving] = useState(false);
  const change: ChangeDraft = (field, value) => setDraft((current) => ({ ...current, [field]: value }));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    try {
      const patch = toPatch(draft, task);
      if (patch) await changeTask(task.task_id, patch);
      onClose();
    } catch (thrown) {
      setError(toAppError(thrown));
      setSaving(false);
    }
  };
  return (
    <Modal label="Edit task" onClose={onClose}>
      <form className="flex max-h-[inherit] flex-col" onSubmit={(event) => void save(event)}>
        <h2 className="px-5 pt-4 text-lg font-semibold">Edit task</h2>
        <div className="grid min-h-0 grid-cols-2 gap-3 overflow-y-auto px-5 py-3">
          <TaskFields draft={draft} change={change} taskId={task.task_id} />
        </div>
        {error && <Failure error={error} />}
        <div className="flex flex-none justify-end gap-2 border-t border-line px-5 py-3">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={draft.title.trim() === '' || isSaving}>
            Save
          </button>
        </div>
      </form>
    </Modal>
  );
}

function Failure({ error }: { error: AppError }) {
  const issues = (error.details?.issues ?? []) as FieldIssue[];
  const text =
    issues.length > 0 ? issues.map(({ path, reason }) => `${path.replaceAll('_', ' ')} ${reason}`).join('; ') : error.message;
  return (
    <p role="alert" className="bg-danger-soft px-5 py-2 text-sm text-danger wrap-anywhere">
      Not saved: {text}
    </p>
  );
}
