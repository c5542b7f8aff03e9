import { describe, expect, it } from 'vitest';
import type { Task } from '../../lib/contract/tasks.ts';
import { readDue } from './read-due.ts';
import { toDraft, toPatch } from './task-draft.ts';

const TASK: Task = {
  task_id: 'task_1',
  title: 'Report',
  notes: '',
  status: 'open',
  priority: 'normal',
  due_at: Date.UTC(2026, 0, 16, 9, 0, 30),
  all_day: false,
  time_zone: 'America/New_York',
  recurrence: 'FREQ=WEEKLY;BYDAY=FR',
  depends_on: [],
  parent_task_id: null,
  estimate_minutes: 30,
  conversation_id: null,
  created_at: 0,
  updated_at: 0,
  completed_at: null,
};

describe('the form of a task', () => {
  it('changes nothing that was not touched', () => {
    expect(toPatch(toDraft(TASK), TASK)).toBeNull();
    expect(toPatch({ ...toDraft(TASK), title: 'Final report' }, TASK)).toEqual({ title: 'Final report' });
  });

  it('takes away what is emptied', () => {
    const draft = { ...toDraft(TASK), date: '', recurrence: '', estimate: '' };
    expect(toPatch(draft, TASK)).toEqual({
      due_at: null,
      time_zone: null,
      recurrence: null,
      estimate_minutes: null,
    });
  });

  it('reads a day without a time as all of it', () => {
    expect(toPatch({ ...toDraft(TASK), date: '2026-02-01', time: '' }, TASK)).toEqual({
      due_at: Date.UTC(2026, 1, 1),
      all_day: true,
    });
    expect(readDue('2026-07-01', '09:30', 'Europe/Berlin')).toEqual({
      due_at: Date.UTC(2026, 6, 1, 7, 30),
      all_day: false,
      time_zone: 'Europe/Berlin',
    });
    expect(readDue('', '09:30', 'Europe/Berlin')).toEqual({ due_at: null, all_day: false, time_zone: null });
  });
});
