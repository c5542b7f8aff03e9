import { describe, expect, it } from 'vitest';
import type { Task } from '../contract/tasks.ts';
import { criticalPath } from './critical-path.ts';

function task(id: string, minutes: number | null, dependsOn: string[] = [], more: Partial<Task> = {}) {
  return {
    task_id: id,
    status: 'open' as const,
    depends_on: dependsOn,
    parent_task_id: null,
    estimate_minutes: minutes,
    ...more,
  };
}

describe('criticalPath', () => {
  it('is empty without unfinished tasks', () => {
    expect(criticalPath([])).toEqual({ path: [], minutes: 0 });
    expect(criticalPath([task('a', 10, [], { status: 'done' })])).toEqual({ path: [], minutes: 0 });
  });

  it('is the longest chain by time, not by number, whatever the order of the list', () => {
    const tasks = [
      task('end', 10, ['short3', 'long']),
      task('short1', 5),
      task('short2', 5, ['short1']),
      task('short3', 5, ['short2']),
      task('long', 100),
    ];
    expect(criticalPath(tasks)).toEqual({ path: ['long', 'end'], minutes: 110 });
    expect(criticalPath(tasks.toReversed())).toEqual({ path: ['long', 'end'], minutes: 110 });
  });

  it('counts an hour for what has no estimate', () => {
    expect(criticalPath([task('a', null), task('b', null, ['a'])])).toEqual({ path: ['a', 'b'], minutes: 120 });
  });

  it('leaves out what is finished, cancelled or unknown', () => {
    const tasks = [
      task('a', 500, [], { status: 'done' }),
      task('b', 500, [], { status: 'cancelled' }),
      task('c', 10, ['a', 'b', 'gone'], { status: 'in_progress' }),
    ];
    expect(criticalPath(tasks)).toEqual({ path: ['c'], minutes: 10 });
  });

  it('takes the time of the parts for what has parts', () => {
    const tasks = [
      task('goal', 1_000),
      task('x', 30, [], { parent_task_id: 'goal' }),
      task('y', 20, ['x'], { parent_task_id: 'goal' }),
      task('z', 40, [], { parent_task_id: 'goal' }),
      task('after', 5, ['goal']),
    ];
    expect(criticalPath(tasks)).toEqual({ path: ['x', 'y', 'after'], minutes: 55 });
  });

  it('ends on circles', () => {
    const { minutes } = criticalPath([task('a', 1, ['b']), task('b', 1, ['a']), task('c', 1, ['c'])]);
    expect(minutes).toBe(2);
  });

  it('copes with a chain of 2,000', () => {
    const tasks = Array.from({ length: 2_000 }, (_, index) => task(`${index}`, 1, index === 0 ? [] : [`${index - 1}`]));
    expect(criticalPath(tasks.toReversed()).path).toHaveLength(2_000);
  });
});
