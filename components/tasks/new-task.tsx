'use client';
import { type FormEvent, useRef, useState } from 'react';
import { createTask } from '../../lib/client/tasks.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { localZone } from './local-zone.ts';
import { readDue } from './read-due.ts';

export function NewTask() {
  const [title, setTitle] = useState('');
  const [date, setDate] = useState('');
  const [isSaving, setSaving] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() === '' || isSaving) return;
    setSaving(true);
    try {
      await createTask({ title, ...readDue(date, '', localZone()) });
      setTitle('');
      setDate('');
    } catch (thrown) {
      showToast({ tone: 'error', text: `The task was not added. ${toAppError(thrown).message}` });
    }
    setSaving(false);
    field.current?.focus();
  };
  return (
    <form aria-label="New task" className="flex flex-wrap gap-2" onSubmit={(event) => void save(event)}>
      <input
        ref={field}
        dir="auto"
        aria-label="Title of the new task"
        placeholder="Add a task"
        maxLength={300}
        autoComplete="off"
        className="field min-w-0 flex-1 basis-52"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <input
        type="date"
        aria-label="Due date of the new task"
        max="9999-12-31"
        className="field w-auto! flex-none"
        value={date}
        onChange={(event) => setDate(event.target.value)}
      />
      <button type="submit" className="button button-primary" disabled={title.trim() === '' || isSaving}>
        Add
      </button>
    </form>
  );
}
