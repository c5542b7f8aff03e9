import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createId } from '../../../lib/shared/ids.ts';
import type { Tool } from '../../core/tool.ts';
import { embedded, type TestDatabase } from '../../store/fixtures/test-databases.ts';
import { type OpenedStore, openStore } from '../../store/open-store.ts';
import { createRecordingContext } from '../testing/tool-context.ts';
import { createTaskTools } from './create-task-tools.ts';

let database: TestDatabase;
let store: OpenedStore;
let tools: Map<string, Tool>;

beforeAll(async () => {
  database = await embedded.create();
  store = await openStore(database.options);
  tools = new Map(createTaskTools({ tasks: store.tasks, createId, timeZone: 'UTC' }).map((tool) => [tool.name, tool]));
});
afterAll(async () => {
  await store.close();
  await database.remove();
});

/** A Thursday noon in UTC. */
const NOW_MS = Date.UTC(2026, 0, 15, 12);

type Shown = { id: string; title: string; [field: string]: unknown };

/** An agent of one owner; `call` goes through the schema, as the engine does. */
async function newAgent(timeZone?: string) {
  const ownerId = createId('owner');
  const { conversation_id: conversationId } = await store.conversations.create(ownerId, createId('conversation'), 'Talk', NOW_MS);
  async function call(name: string, args: object, nowMs = NOW_MS): Promise<Record<string, unknown> & { summary: string }> {
    const tool = tools.get(name);
    if (!tool) throw new Error(`no tool ${name}`);
    const context = { ...createRecordingContext({ ownerId, conversationId, nowMs }), ...(timeZone ? { timeZone } : {}) };
    const { output, summary } = await tool.execute(tool.parameters.parse(args), context);
    return { ...(JSON.parse(output) as Record<string, unknown>), summary };
  }
  const create = async (args: object): Promise<Shown> => (await call('create_task', args)).created as Shown;
  const titles = async (args: object): Promise<string[]> =>
    ((await call('list_tasks', args)).tasks as Shown[]).map(({ title }) => title);
  return { ownerId, conversationId, call, create, titles };
}

describe('task tools', () => {
  it('declare what they change', () => {
    const risks = [...tools.values()].map(({ name, risk }) => `${name} ${risk}`);
    expect(risks).toEqual([
      'create_task write',
      'list_tasks read',
      'update_task write',
      'complete_task write',
      'delete_task write',
      'plan_goal write',
    ]);
  });

  it('create a task from plain words', async () => {
    const { call, ownerId, conversationId } = await newAgent('Europe/Berlin');
    const { created, summary } = await call('create_task', { title: 'Call Ana', due: 'on Friday', priority: 'high' });
    expect(created).toEqual({
      id: expect.stringMatching(/^task_/),
      title: 'Call Ana',
      status: 'open',
      priority: 'high',
      due: '2026-01-16',
      when: 'Friday, tomorrow',
    });
    expect(summary).toBe('Created “Call Ana”, due Friday, tomorrow');
    const stored = await store.tasks.get(ownerId, (created as Shown).id);
    expect(stored).toMatchObject({
      conversation_id: conversationId,
      all_day: true,
      time_zone: 'Europe/Berlin',
      created_at: NOW_MS,
    });
  });

  it('take hours in the zone that is named, then in that of the context, then in UTC', async () => {
    const berlin = await newAgent('Europe/Berlin');
    const plain = await newAgent();
    const dueAt = async (agent: typeof berlin, args: object) => {
      const { id, due } = await agent.create({ title: 'Meet', due: 'tomorrow at 9am', ...args });
      expect(due).toBe('2026-01-16 09:00');
      return new Date((await store.tasks.get(agent.ownerId, id))?.due_at ?? 0).toISOString().slice(11, 16);
    };
    expect(await dueAt(berlin, { time_zone: 'America/New_York' })).toBe('14:00');
    expect(await dueAt(berlin, {})).toBe('08:00');
    expect(await dueAt(plain, { time_zone: null })).toBe('09:00');
    await expect(plain.create({ title: 'Meet', time_zone: 'Mars/Olympus' })).rejects.toThrow('unknown time zone: Mars/Olympus');
  });

  it('understand recurrence as a rule or in words, and begin with its first day', async () => {
    const { create } = await newAgent();
    expect(await create({ title: 'Bins', recurrence: 'every Tuesday' })).toMatchObject({
      due: '2026-01-20',
      repeats: 'every week on Tuesday',
    });
    expect(await create({ title: 'Stretch', recurrence: 'daily' })).toMatchObject({ due: '2026-01-15', repeats: 'every day' });
    expect(await create({ title: 'Thursdays', recurrence: 'FREQ=WEEKLY;BYDAY=TH' })).toMatchObject({ due: '2026-01-15' });
    expect(await create({ title: 'Rent', due: '2026-02-01', recurrence: 'FREQ=MONTHLY' })).toMatchObject({ due: '2026-02-01' });
  });

  it('list by state, date, priority and words', async () => {
    const { call, create, titles } = await newAgent();
    await create({ title: 'Yesterday', due: '2026-01-14' });
    await create({ title: 'Today', due: 'today', priority: 'urgent' });
    await create({ title: 'Sunday', due: '2026-01-18', notes: 'the report' });
    await create({ title: 'Monday', due: '2026-01-19' });
    await create({ title: 'Some day', priority: 'low' });
    await call('complete_task', { task_id: (await create({ title: 'Finished', due: 'today' })).id });
    expect(await titles({})).toEqual(['Yesterday', 'Today', 'Sunday', 'Monday', 'Some day']);
    expect(await titles({ due: 'overdue' })).toEqual(['Yesterday']);
    expect(await titles({ due: 'today' })).toEqual(['Today']);
    expect(await titles({ due: 'tomorrow' })).toEqual([]);
    expect(await titles({ due: 'this_week' })).toEqual(['Yesterday', 'Today', 'Sunday']);
    expect(await titles({ due: 'next_week' })).toEqual(['Monday']);
    expect(await titles({ due_by: 'Friday' })).toEqual(['Yesterday', 'Today']);
    expect(await titles({ priority: 'normal' })).toEqual(['Yesterday', 'Today', 'Sunday', 'Monday']);
    expect(await titles({ text: 'REPORT' })).toEqual(['Sunday']);
    expect(await titles({ status: 'done' })).toEqual(['Finished']);
    expect(await titles({ status: 'all' })).toHaveLength(6);
    const { tasks, summary } = await call('list_tasks', { due: 'overdue' });
    expect(tasks).toMatchObject([{ overdue: true, when: 'Wednesday, yesterday' }]);
    expect(summary).toBe('1 task');
  });

  it('change only what is given, and take away what is none', async () => {
    const { call, create } = await newAgent();
    const { id } = await create({ title: 'Draft', due: 'Friday', recurrence: 'weekly', estimate_minutes: 30 });
    expect((await call('update_task', { task_id: 'draft', title: 'Final', priority: 'urgent' })).updated).toMatchObject({
      id,
      title: 'Final',
      priority: 'urgent',
      due: '2026-01-16',
      estimate_minutes: 30,
    });
    const { updated } = await call('update_task', { task_id: id, due: 'none', recurrence: 'none' });
    expect(updated).not.toHaveProperty('due');
    expect(updated).not.toHaveProperty('repeats');
    await expect(call('update_task', { task_id: id })).rejects.toThrow('nothing to change');
    await expect(call('update_task', { task_id: id, due: 'whenever' })).rejects.toThrow('names no day');
    await expect(call('update_task', { task_id: id, depends_on: [id] })).rejects.toThrow(
      'depends_on: would go round in a circle',
    );
  });

  it('complete, and say when a recurring task comes again', async () => {
    const { call, create, titles } = await newAgent();
    const { id } = await create({ title: 'Water plants', due: 'Friday', recurrence: 'every Friday' });
    const completed = await call('complete_task', { task_id: id });
    expect(completed).toMatchObject({ next_due: '2026-01-23', completed: { id, status: 'done' } });
    expect(completed.summary).toBe('Completed “Water plants”; next on Friday, in 8 days');
    expect(await titles({})).toEqual(['Water plants']);
    expect(await call('complete_task', { task_id: id })).not.toHaveProperty('next_due');
    expect(await titles({})).toEqual(['Water plants']);
  });

  it('find a task by its title, and ask when several fit', async () => {
    const { call, create } = await newAgent();
    await create({ title: 'Report' });
    await create({ title: 'Report for Tom' });
    const other = await create({ title: 'Invoice 100%' });
    expect((await call('delete_task', { task_id: 'report' })).deleted).toMatchObject({ title: 'Report' });
    await create({ title: 'Report for Ana' });
    await expect(call('delete_task', { task_id: 'report' })).rejects.toThrow(/several tasks fit.+Tom.+Ana/);
    expect((await call('delete_task', { task_id: '100%' })).deleted).toMatchObject({ id: other.id });
    await expect(call('complete_task', { task_id: 'invoice' })).rejects.toThrow('there is no unfinished task “invoice”');
  });

  it('plan a goal at once, with order and critical path computed', async () => {
    const { call, ownerId, titles } = await newAgent();
    const plan = await call('plan_goal', {
      goal: 'Build a shed',
      due: '2026-03-01',
      steps: [
        { title: 'Paint', estimate_minutes: 120, depends_on: [2] },
        { title: 'Buy wood', estimate_minutes: 90 },
        { title: 'Put up walls', estimate_minutes: 300, depends_on: [1, 3] },
        { title: 'Ask for permission', estimate_minutes: 30 },
        { title: 'Choose a colour', estimate_minutes: 500 },
      ],
    });
    const planned = plan.tasks as Shown[];
    expect(planned.map(({ title }) => title)).toEqual([
      'Buy wood',
      'Ask for permission',
      'Put up walls',
      'Paint',
      'Choose a colour',
    ]);
    expect(plan).toMatchObject({
      goal: { title: 'Build a shed', due: '2026-03-01' },
      critical_path_titles: ['Buy wood', 'Put up walls', 'Paint'],
      critical_path_minutes: 510,
      total_minutes: 1_040,
      summary: 'Planned “Build a shed” in 5 steps',
    });
    const goalId = (plan.goal as Shown).id;
    expect(new Set(planned.map(({ parent_task_id }) => parent_task_id))).toEqual(new Set([goalId]));
    expect(await store.tasks.list(ownerId, {})).toHaveLength(6);
    const listed = await call('list_tasks', {});
    expect(listed).toMatchObject({ critical_path: plan.critical_path, critical_path_minutes: 510 });
    expect(await titles({})).toEqual([
      'Build a shed',
      'Paint',
      'Buy wood',
      'Put up walls',
      'Ask for permission',
      'Choose a colour',
    ]);
  });

  it('store nothing of a plan that cannot be', async () => {
    const { call, titles } = await newAgent();
    const circle = [
      { title: 'A', depends_on: [1] },
      { title: 'B', depends_on: [0] },
    ];
    await expect(call('plan_goal', { goal: 'Circle', steps: circle })).rejects.toThrow('“A” → “B” → “A”');
    await expect(call('plan_goal', { goal: 'Gap', steps: [{ title: 'A', depends_on: [7] }] })).rejects.toThrow(
      'step 0 depends on step 7, which does not exist',
    );
    await expect(call('plan_goal', { goal: 'Nothing', steps: [] })).rejects.toThrow();
    expect(await titles({})).toEqual([]);
  });

  it('see the tasks of their owner alone', async () => {
    const [mine, theirs] = [await newAgent(), await newAgent()];
    const { id } = await mine.create({ title: 'Secret' });
    expect(await theirs.titles({ status: 'all' })).toEqual([]);
    for (const name of ['complete_task', 'delete_task']) {
      await expect(theirs.call(name, { task_id: id })).rejects.toThrow('no unfinished task');
    }
    await expect(theirs.create({ title: 'Spy', depends_on: [id] })).rejects.toThrow('depends_on.0: does not exist');
    await expect(theirs.create({ title: 'Spy', parent_task_id: id })).rejects.toThrow('parent_task_id: does not exist');
    expect(await mine.titles({})).toEqual(['Secret']);
  });
});
