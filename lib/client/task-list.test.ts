import { describe, expect, it } from 'vitest';
import type { Task } from '../contract/tasks.ts';
import { isInView, toTaskLines } from './task-list.ts';
import { describeDue, describeMinutes, describeRecurrence, toDueFields } from './task-words.ts';

const task = (fields: Partial<Task>) =>
  ({ status: 'open', due_at: null, all_day: false, parent_task_id: null, ...fields }) as Task;

/** A Thursday evening in Berlin. */
const NOW = Date.UTC(2026, 0, 15, 18);
const ZONE = 'Europe/Berlin';
const day = (date: number) => ({ due_at: Date.UTC(2026, 0, date), all_day: true });

describe('views of tasks', () => {
  it.each([
    ['overdue', [13, 14]],
    ['today', [13, 14, 15]],
    ['week', [13, 14, 15, 16, 18]],
    ['open', [13, 14, 15, 16, 18, 19]],
  ] as const)('%s', (view, expected) => {
    expect([13, 14, 15, 16, 18, 19].filter((date) => isInView(task(day(date)), view, NOW, ZONE))).toEqual(expected);
  });

  it('count a moment on the day that it is in the zone', () => {
    const late = task({ due_at: Date.UTC(2026, 0, 15, 23, 30) });
    expect(isInView(late, 'today', NOW, 'UTC')).toBe(true);
    expect(isInView(late, 'today', NOW, ZONE)).toBe(false);
    expect(isInView(task({ due_at: NOW - 1 }), 'overdue', NOW, ZONE)).toBe(true);
    expect(isInView(task({}), 'week', NOW, ZONE)).toBe(false);
    expect(isInView(task({ ...day(13), status: 'done' }), 'overdue', NOW, ZONE)).toBe(false);
  });

  it('show parts under what they are parts of', () => {
    const lines = toTaskLines([
      task({ task_id: 'part', parent_task_id: 'goal' }),
      task({ task_id: 'lost', parent_task_id: 'elsewhere' }),
      task({ task_id: 'goal' }),
      task({ task_id: 'detail', parent_task_id: 'part' }),
    ]);
    expect(lines.map(({ task: { task_id }, depth }) => `${task_id} ${depth}`)).toEqual([
      'lost 0',
      'goal 0',
      'part 1',
      'detail 2',
    ]);
  });
});

describe('words for tasks', () => {
  it.each([
    [day(14), 'Yesterday'],
    [day(15), 'Today'],
    [day(16), 'Tomorrow'],
    [day(20), 'Tue 20 Jan'],
    [{ due_at: Date.UTC(2027, 2, 1), all_day: true }, '1 Mar 2027'],
    [{ due_at: Date.UTC(2026, 0, 16, 16), all_day: false }, 'Tomorrow, 17:00'],
    [{ due_at: null, all_day: false }, null],
  ])('%j', (due, words) => {
    expect(describeDue(due, NOW, ZONE)).toBe(words);
  });

  it('for lengths and rules', () => {
    expect([5, 60, 90, 3_000].map(describeMinutes)).toEqual(['5 min', '1 h', '1.5 h', '50 h']);
    expect(describeRecurrence('FREQ=DAILY', null)).toBe('Every day');
    expect(describeRecurrence('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', null)).toBe('Every 2 weeks on Monday and Thursday');
    expect(describeRecurrence('FREQ=DAILY;UNTIL=20261226T045959Z', 'America/New_York')).toBe('Every day, until 25 Dec 2026');
  });

  it('for the fields of a form', () => {
    expect(toDueFields(day(16), ZONE)).toEqual({ date: '2026-01-16', time: '' });
    expect(toDueFields({ due_at: Date.UTC(2026, 0, 16, 16), all_day: false }, ZONE)).toEqual({
      date: '2026-01-16',
      time: '17:00',
    });
  });
});
