'use client';
import type { ReactNode } from 'react';
import { describeRecurrence, RECURRENCES } from '../../lib/client/task-words.ts';
import { useTasks } from '../../lib/client/tasks.ts';
import { TASK_PRIORITIES, type Task } from '../../lib/contract/tasks.ts';
import { DependencyPicker } from './dependency-picker.tsx';
import { localZone } from './local-zone.ts';
import type { TaskDraft } from './task-draft.ts';

export type ChangeDraft = <K extends keyof TaskDraft>(field: K, value: TaskDraft[K]) => void;

type FieldsProps = { draft: TaskDraft; change: ChangeDraft };

export function TaskFields({ taskId, ...props }: FieldsProps & { taskId: string }) {
  return (
    <>
      <TextFields {...props} />
      <TimeFields {...props} />
      <OrderFields {...props} taskId={taskId} />
    </>
  );
}

function Field({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={`grid min-w-0 content-start gap-1 text-sm ${isWide ? 'col-span-2' : 'max-sm:col-span-2'}`}>
      <span className="font-medium">{name}</span>
      {children}
    </label>
  );
}

function TextFields({ draft, change }: FieldsProps) {
  return (
    <>
      <Field name="Title" isWide>
        <input
          dir="auto"
          className="field"
          required
          maxLength={300}
          value={draft.title}
          onChange={(event) => change('title', event.target.value)}
        />
      </Field>
      <Field name="Notes" isWide>
        <textarea
          dir="auto"
          className="field min-h-20!"
          maxLength={10_000}
          value={draft.notes}
          onChange={(event) => change('notes', event.target.value)}
        />
      </Field>
    </>
  );
}

function TimeFields({ draft, change }: FieldsProps) {
  const isPreset = draft.recurrence === '' || RECURRENCES.some(({ rule }) => rule === draft.recurrence);
  return (
    <>
      <Field name="Due date">
        <input
          type="date"
          max="9999-12-31"
          className="field"
          value={draft.date}
          onChange={(event) => change('date', event.target.value)}
        />
      </Field>
      <Field name="Time">
        <input
          type="time"
          className="field"
          disabled={draft.date === ''}
          value={draft.date === '' ? '' : draft.time}
          onChange={(event) => change('time', event.target.value)}
        />
      </Field>
      <Field name="Repeats">
        <select
          className="field"
          disabled={draft.date === '' && draft.recurrence === ''}
          value={draft.recurrence}
          onChange={(event) => change('recurrence', event.target.value)}
        >
          <option value="">Never</option>
          {RECURRENCES.map(({ rule, label }) => (
            <option key={rule} value={rule}>
              {label}
            </option>
          ))}
          {!isPreset && <option value={draft.recurrence}>{describeRecurrence(draft.recurrence, localZone())}</option>}
        </select>
      </Field>
      <Field name="Estimate in minutes">
        <input
          type="number"
          min={1}
          max={525_600}
          step={1}
          className="field"
          value={draft.estimate}
          onChange={(event) => change('estimate', event.target.value)}
        />
      </Field>
    </>
  );
}

const PRIORITY_NAMES: Record<Task['priority'], string> = { low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent' };

function OrderFields({ draft, change, taskId }: FieldsProps & { taskId: string }) {
  const others = (useTasks('active', '').data?.tasks ?? []).filter(({ task_id }) => task_id !== taskId);
  return (
    <>
      <Field name="Priority">
        <select
          className="field"
          value={draft.priority}
          onChange={(event) => change('priority', TASK_PRIORITIES.find((item) => item === event.target.value) ?? 'normal')}
        >
          {TASK_PRIORITIES.map((item) => (
            <option key={item} value={item}>
              {PRIORITY_NAMES[item]}
            </option>
          ))}
        </select>
      </Field>
      <Field name="Part of">
        <select className="field" value={draft.parent} onChange={(event) => change('parent', event.target.value)}>
          <option value="">Nothing</option>
          {draft.parent !== '' && !others.some(({ task_id }) => task_id === draft.parent) && (
            <option value={draft.parent}>A finished task</option>
          )}
          {others.map(({ task_id, title }) => (
            <option key={task_id} value={task_id}>
              {title}
            </option>
          ))}
        </select>
      </Field>
      <DependencyPicker chosen={draft.dependsOn} others={others} onChange={(ids) => change('dependsOn', ids)} />
    </>
  );
}
