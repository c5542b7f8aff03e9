import { describe, expect, it } from 'vitest';
import type { FieldIssue } from '../../../lib/contract/errors.ts';
import { createId } from '../../../lib/shared/ids.ts';
import type { TaskStore } from '../../core/tasks.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

const DAY_MS = 86_400_000;
const MONDAY = Date.UTC(2026, 0, 5);

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('tasks on $name', (kind) => {
  let store: OpenedStore;
  let tasks: TaskStore;

  withStore(kind, (opened) => {
    store = opened;
    tasks = store.tasks;
  });

  const newTask = (ownerId: string, fields: Partial<Parameters<TaskStore['create']>[2]> = {}, nowMs = 1_000) =>
    tasks.create(ownerId, createId('task'), { title: 'A task', ...fields }, nowMs);

  async function issuesOf(call: Promise<unknown>): Promise<FieldIssue[]> {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
    return (error as { details: { issues: FieldIssue[] } }).details.issues;
  }

  it('creates, changes and deletes, for its owner alone', async () => {
    const created = await newTask('own_a', { title: 'Call Ana\u0000', notes: 'about the flat', priority: 'high' });
    expect(created).toEqual({
      task_id: created.task_id,
      title: 'Call Ana\uFFFD',
      notes: 'about the flat',
      status: 'open',
      priority: 'high',
      due_at: null,
      all_day: false,
      time_zone: null,
      recurrence: null,
      depends_on: [],
      parent_task_id: null,
      estimate_minutes: null,
      conversation_id: null,
      created_at: 1_000,
      updated_at: 1_000,
      completed_at: null,
    });
    const id = created.task_id;
    expect(await tasks.get('own_a', id)).toEqual(created);
    const patched = await tasks.patch('own_a', id, { title: 'Call Bea', status: 'done' }, 2_000);
    expect(patched).toEqual({ ...created, title: 'Call Bea', status: 'done', updated_at: 2_000, completed_at: 2_000 });
    expect(await tasks.get('own_a', id)).toEqual(patched);
    expect(await tasks.patch('own_a', id, { status: 'open' }, 3_000)).toMatchObject({ status: 'open', completed_at: null });

    expect(await tasks.get('own_b', id)).toBeNull();
    expect(await tasks.patch('own_b', id, { title: 'Mine' }, 4_000)).toBeNull();
    expect(await tasks.delete('own_b', id)).toBe(false);
    expect(await tasks.list('own_b', {})).toEqual([]);
    expect(await issuesOf(newTask('own_b', { depends_on: [id], parent_task_id: id }))).toEqual([
      { path: 'depends_on.0', reason: 'does not exist' },
      { path: 'parent_task_id', reason: 'does not exist' },
    ]);
    const conversation = await store.conversations.create('own_a', createId('conversation'), 'Ours', 0);
    expect(await issuesOf(newTask('own_b', { conversation_id: conversation.conversation_id }))).toEqual([
      { path: 'conversation_id', reason: 'does not exist' },
    ]);

    expect(await tasks.delete('own_a', id)).toBe(true);
    expect(await tasks.delete('own_a', id)).toBe(false);
  });

  it('lists unfinished ones by due date and priority, then finished ones, and filters', async () => {
    const late = await newTask('own_l', { title: 'Late 100%', due_at: 5_000 });
    const soon = await newTask('own_l', { title: 'Soon', due_at: 2_000, notes: 'The Report' });
    const urgent = await newTask('own_l', { title: 'Urgent', priority: 'urgent' });
    const some = await newTask('own_l', { title: 'Some day', priority: 'low' });
    const done = await newTask('own_l', { title: 'Done', due_at: 1_000, status: 'done' });
    const titles = async (filter: Parameters<TaskStore['list']>[1]) =>
      (await tasks.list('own_l', filter)).map(({ title }) => title);
    expect(await titles({})).toEqual([soon, late, urgent, some, done].map(({ title }) => title));
    expect(await titles({ status: 'active', dueBefore: 5_000 })).toEqual(['Soon']);
    expect(await titles({ status: 'done' })).toEqual(['Done']);
    expect(await titles({ text: 'report' })).toEqual(['Soon']);
    expect(await titles({ text: '%' })).toEqual(['Late 100%']);
  });

  it('refuses circles of dependencies and of parents, also between two changes at once', async () => {
    const a = await newTask('own_c', { title: 'A' });
    const b = await newTask('own_c', { title: 'B', depends_on: [a.task_id, a.task_id] });
    expect(b.depends_on).toEqual([a.task_id]);
    const c = await newTask('own_c', { title: 'C', depends_on: [b.task_id] });
    expect(await issuesOf(tasks.patch('own_c', a.task_id, { depends_on: [c.task_id] }, 2_000))).toEqual([
      { path: 'depends_on', reason: 'would go round in a circle: “A” → “B” → “C” → “A”' },
    ]);
    expect(await issuesOf(tasks.patch('own_c', a.task_id, { depends_on: [a.task_id] }, 2_000))).toHaveLength(1);
    // A task is done after its parts, so none of them may wait for it.
    const part = await newTask('own_c', { title: 'Part', parent_task_id: a.task_id });
    expect(await issuesOf(tasks.patch('own_c', part.task_id, { depends_on: [a.task_id] }, 2_000))).toHaveLength(1);
    expect(await issuesOf(tasks.patch('own_c', a.task_id, { parent_task_id: part.task_id }, 2_000))).toMatchObject([
      { path: 'parent_task_id' },
    ]);
    expect(await tasks.get('own_c', a.task_id)).toEqual(a);

    const [x, y] = [await newTask('own_c', { title: 'X' }), await newTask('own_c', { title: 'Y' })];
    const outcomes = await Promise.allSettled([
      tasks.patch('own_c', x.task_id, { depends_on: [y.task_id] }, 2_000),
      tasks.patch('own_c', y.task_id, { depends_on: [x.task_id] }, 2_000),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('takes a deleted task out of what waited for it, and leaves its parts', async () => {
    const first = await newTask('own_d', { title: 'First' });
    const second = await newTask('own_d', { title: 'Second', depends_on: [first.task_id] });
    const part = await newTask('own_d', { title: 'Part', parent_task_id: first.task_id });
    await tasks.delete('own_d', first.task_id);
    expect(await tasks.get('own_d', second.task_id)).toEqual({ ...second, depends_on: [] });
    expect(await tasks.get('own_d', part.task_id)).toEqual({ ...part, parent_task_id: null });
  });

  it('creates many at once that name each other, in order, or none', async () => {
    const [goal, one, two] = [createId('task'), createId('task'), createId('task')];
    const created = await tasks.createAll(
      'own_m',
      [
        { taskId: two, task: { title: 'Two', parent_task_id: goal, depends_on: [one] } },
        { taskId: one, task: { title: 'One', parent_task_id: goal } },
        { taskId: goal, task: { title: 'Goal' } },
      ],
      1_000,
    );
    expect((await tasks.list('own_m', {})).map(({ task_id }) => task_id)).toEqual([two, one, goal]);
    expect(await tasks.get('own_m', two)).toEqual(created[0]);

    const [three, four] = [createId('task'), createId('task')];
    const circle = tasks.createAll(
      'own_m',
      [
        { taskId: three, task: { title: 'Three', depends_on: [four] } },
        { taskId: four, task: { title: 'Four', depends_on: [three] } },
      ],
      1_000,
    );
    expect(await issuesOf(circle)).toMatchObject([{ path: '0.depends_on' }]);
    expect(await tasks.list('own_m', {})).toHaveLength(3);
  });

  it('makes the next of a recurring task once, when it is finished', async () => {
    const rent = await newTask('own_r', {
      title: 'Rent',
      due_at: MONDAY,
      all_day: true,
      recurrence: 'freq=weekly;byday=mo;count=2',
      estimate_minutes: 5,
      priority: 'high',
    });
    expect(rent.recurrence).toBe('FREQ=WEEKLY;BYDAY=MO;COUNT=2');
    const now = MONDAY + DAY_MS / 2;
    expect(await tasks.patch('own_r', rent.task_id, { status: 'done' }, now)).toMatchObject({ status: 'done', recurrence: null });
    const [next, ...others] = await tasks.list('own_r', { status: 'active' });
    expect(others).toEqual([]);
    expect(next).toEqual({
      ...rent,
      task_id: next?.task_id,
      due_at: MONDAY + 7 * DAY_MS,
      recurrence: 'FREQ=WEEKLY;BYDAY=MO;COUNT=1',
      created_at: now,
      updated_at: now,
    });

    // Finished again after it was opened again, and finished for the last time: no more.
    await tasks.patch('own_r', rent.task_id, { status: 'open' }, now);
    await tasks.patch('own_r', rent.task_id, { status: 'done' }, now);
    await tasks.patch('own_r', next?.task_id ?? '', { status: 'done' }, now);
    expect(await tasks.list('own_r', { status: 'active' })).toEqual([]);
    expect(await tasks.list('own_r', {})).toHaveLength(2);
  });

  it('makes one next task when two finish the same one at once', async () => {
    const daily = await newTask('own_t', { due_at: MONDAY, all_day: true, recurrence: 'FREQ=DAILY' });
    const finish = () => tasks.patch('own_t', daily.task_id, { status: 'done' }, MONDAY);
    await Promise.all([finish(), finish(), finish()]);
    expect(await tasks.list('own_t', { status: 'active' })).toHaveLength(1);
  });

  it('checks that due date, day, zone and recurrence go together, also after a change', async () => {
    const paths = async (fields: Parameters<typeof newTask>[1]) =>
      (await issuesOf(newTask('own_v', fields))).map(({ path }) => path);
    expect(await paths({ all_day: true })).toEqual(['all_day']);
    expect(await paths({ recurrence: 'FREQ=DAILY' })).toEqual(['recurrence']);
    expect(await paths({ due_at: MONDAY + 1, all_day: true })).toEqual(['due_at']);
    expect(await paths({ due_at: MONDAY, time_zone: 'Mars/Olympus' })).toEqual(['time_zone']);
    expect(await paths({ due_at: MONDAY, recurrence: 'FREQ=SECONDLY' })).toEqual(['recurrence']);

    const task = await newTask('own_v', { due_at: MONDAY, all_day: true, time_zone: 'europe/berlin', recurrence: 'FREQ=DAILY' });
    expect(task.time_zone).toBe('Europe/Berlin');
    expect(await issuesOf(tasks.patch('own_v', task.task_id, { due_at: null }, 2_000))).toMatchObject([{ path: 'recurrence' }]);
    expect(await tasks.patch('own_v', task.task_id, { due_at: null, recurrence: null }, 2_000)).toMatchObject({
      due_at: null,
      all_day: false,
    });
  });

  it('survives the deletion of the conversation that it came from', async () => {
    const { conversation_id } = await store.conversations.create('own_s', createId('conversation'), 'Talk', 0);
    const task = await newTask('own_s', { conversation_id });
    expect(task.conversation_id).toBe(conversation_id);
    await store.conversations.delete('own_s', conversation_id);
    expect(await tasks.get('own_s', task.task_id)).toEqual({ ...task, conversation_id: null });
    expect(await tasks.patch('own_s', task.task_id, { parent_task_id: null, title: 'Still here' }, 2_000)).not.toBeNull();
  });
});
