'use client';
import { CalendarClock, Ellipsis, MessageSquare, Pencil, Play, Repeat2, Route, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { showConversation } from '../../lib/client/navigation.ts';
import { describeDue, describeMinutes, describeRecurrence } from '../../lib/client/task-words.ts';
import { changeTask, deleteTask, setDone } from '../../lib/client/tasks.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import type { Task } from '../../lib/contract/tasks.ts';
import { isOverdue } from '../../lib/shared/due.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { localZone } from './local-zone.ts';

const MAX_INDENT = 3;
const INDENT_PX = 20;

type TaskRowProps = {
  task: Task;
  /** How many tasks it is a part of. */
  depth: number;
  isCritical: boolean;
  /** Titles of unfinished tasks that come first. */
  waitsFor: readonly string[];
  onEdit(task: Task): void;
};

export function TaskRow({ task, depth, isCritical, waitsFor, onEdit }: TaskRowProps) {
  const isDone = task.status === 'done';
  const isOver = isDone || task.status === 'cancelled';
  return (
    <li
      className={`group/row items-start! gap-3! ${isCritical ? 'shadow-[inset_3px_0_0_var(--color-accent)]' : ''}`}
      style={depth > 0 ? { paddingInlineStart: 16 + Math.min(depth, MAX_INDENT) * INDENT_PX } : undefined}
    >
      <label className="grid size-8 flex-none cursor-pointer place-items-center pointer-coarse:size-11">
        <input
          type="checkbox"
          aria-label={`Done: ${task.title}`}
          className="size-4.5 accent-(--color-accent)"
          checked={isDone}
          onChange={(event) => void setDone(task, event.target.checked)}
        />
      </label>
      <div className="min-w-0 flex-1 pt-1">
        <p dir="auto" className={`wrap-anywhere ${isOver ? 'text-muted line-through' : ''}`}>
          {task.title}
        </p>
        {task.notes !== '' && (
          <p dir="auto" className="line-clamp-2 text-sm text-muted wrap-anywhere">
            {task.notes}
          </p>
        )}
        <Facts task={task} isCritical={isCritical} waitsFor={waitsFor} />
      </div>
      <Menu
        label={`Actions for ${task.title}`}
        items={toItems(task, onEdit)}
        trigger={
          <IconButton label={`Actions for ${task.title}`} className="flex-none">
            <Ellipsis size={16} />
          </IconButton>
        }
      />
    </li>
  );
}

const STATES: Partial<Record<Task['status'], string>> = { in_progress: 'In progress', cancelled: 'Cancelled' };

function Facts({ task, isCritical, waitsFor }: Pick<TaskRowProps, 'task' | 'isCritical' | 'waitsFor'>) {
  const now = Date.now();
  const due = describeDue(task, now, localZone());
  return (
    <ul aria-label="Details" className="flex flex-wrap gap-x-3 text-[13px] text-muted empty:hidden">
      <Fact>{STATES[task.status]}</Fact>
      <Fact>{due && <Due text={due} isLate={isOverdue(task, now, localZone())} />}</Fact>
      <Fact>{task.priority !== 'normal' && <Priority priority={task.priority} />}</Fact>
      <Fact>
        {task.recurrence && <Marked icon={<Repeat2 size={14} />}>{describeRecurrence(task.recurrence, task.time_zone)}</Marked>}
      </Fact>
      <Fact>{task.estimate_minutes !== null && describeMinutes(task.estimate_minutes)}</Fact>
      <Fact>{waitsFor.length > 0 && `After ${waitsFor.join(', ')}`}</Fact>
      <Fact>{isCritical && <CriticalMark />}</Fact>
    </ul>
  );
}

function Fact({ children }: { children: ReactNode }) {
  return children ? <li className="min-w-0 wrap-anywhere">{children}</li> : null;
}

function Marked({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span aria-hidden="true">{icon}</span>
      {children}
    </span>
  );
}

function Due({ text, isLate }: { text: string; isLate: boolean }) {
  return (
    <span className={isLate ? 'font-medium text-danger' : ''}>
      <Marked icon={<CalendarClock size={14} />}>
        {text}
        {isLate && ' · overdue'}
      </Marked>
    </span>
  );
}

const PRIORITY_NAMES = { low: 'Low priority', normal: 'Normal priority', high: 'High priority', urgent: 'Urgent' };

function Priority({ priority }: { priority: Task['priority'] }) {
  const tone = priority === 'urgent' ? 'font-medium text-danger' : priority === 'high' ? 'font-medium text-warn' : '';
  return <span className={tone}>{PRIORITY_NAMES[priority]}</span>;
}

function CriticalMark() {
  return (
    <span className="text-accent">
      <Marked icon={<Route size={14} />}>Critical path</Marked>
    </span>
  );
}

async function setStatus(task: Task, status: Task['status']): Promise<void> {
  try {
    await changeTask(task.task_id, { status });
  } catch (thrown) {
    showToast({ tone: 'error', text: `That was not saved. ${toAppError(thrown).message}` });
  }
}

function toChatItem(conversationId: string): MenuItem {
  return {
    label: 'Show the chat',
    icon: <MessageSquare aria-hidden="true" size={16} />,
    onSelect: () => showConversation(conversationId),
  };
}

function toItems(task: Task, onEdit: (task: Task) => void): MenuItem[] {
  const isRunning = task.status === 'in_progress';
  return [
    { label: 'Edit', icon: <Pencil aria-hidden="true" size={16} />, onSelect: () => onEdit(task) },
    {
      label: isRunning ? 'Not in progress' : 'In progress',
      icon: <Play aria-hidden="true" size={16} />,
      onSelect: () => void setStatus(task, isRunning ? 'open' : 'in_progress'),
    },
    ...(task.conversation_id === null ? [] : [toChatItem(task.conversation_id)]),
    {
      label: 'Delete',
      icon: <Trash2 aria-hidden="true" size={16} />,
      isDanger: true,
      onSelect: () => deleteTask(task.task_id, task.title),
    },
  ];
}
