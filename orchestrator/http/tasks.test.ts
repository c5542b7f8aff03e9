import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Task, taskList, task as taskSchema } from '../../lib/contract/tasks.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A caller with data of their own. */
async function newCaller() {
  const { key } = await server.createKey();
  const send = async (method: string, path: string, body?: unknown) =>
    server.call(path, {
      method,
      key,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const create = async (fields: object): Promise<Task> => {
    const response = await send('POST', '/api/tasks', { title: 'A task', ...fields });
    expect(response.status).toBe(201);
    return taskSchema.parse(await response.json());
  };
  const list = async (query = '') => taskList.parse(await (await send('GET', `/api/tasks${query}`)).json());
  return { send, create, list };
}

describe('tasks over HTTP', () => {
  it('are created, read, changed and deleted', async () => {
    const { send, create, list } = await newCaller();
    const created = await create({ title: ' Call Ana ', due_at: 86_400_000, all_day: true });
    expect(created).toMatchObject({ title: 'Call Ana', status: 'open', priority: 'normal', all_day: true });
    expect(await (await send('GET', `/api/tasks/${created.task_id}`)).json()).toEqual(created);
    const changed = await (await send('PATCH', `/api/tasks/${created.task_id}`, { status: 'done' })).json();
    expect(changed).toMatchObject({ status: 'done', completed_at: expect.any(Number) });
    expect((await list('?status=done')).tasks).toEqual([changed]);
    expect((await list('?status=active')).tasks).toEqual([]);
    expect((await send('DELETE', `/api/tasks/${created.task_id}`)).status).toBe(204);
    expect((await send('GET', `/api/tasks/${created.task_id}`)).status).toBe(404);
  });

  it('have one critical path, whatever the filter shows', async () => {
    const { create, list } = await newCaller();
    const first = await create({ title: 'Measure', estimate_minutes: 30 });
    const second = await create({ title: 'Build', estimate_minutes: 90, depends_on: [first.task_id] });
    await create({ title: 'Call' });
    const path = { critical_path: [first.task_id, second.task_id], critical_path_minutes: 120 };
    expect(await list()).toMatchObject(path);
    const found = await list('?q=call&status=active');
    expect(found).toMatchObject(path);
    expect(found.tasks.map(({ title }) => title)).toEqual(['Call']);
  });

  it('belong to their owner: for others they do not exist, byte for byte', async () => {
    const [owner, other] = [await newCaller(), await newCaller()];
    const { task_id } = await owner.create({ title: 'Secret', due_at: 1_000 });
    for (const [method, body] of [['GET'], ['PATCH', { title: 'Mine' }], ['DELETE']] as const) {
      const [foreign, unknown] = [
        await other.send(method, `/api/tasks/${task_id}`, body),
        await other.send(method, '/api/tasks/task_0000', body),
      ];
      expect(foreign.status).toBe(404);
      expect(await foreign.text()).toBe(await unknown.text());
    }
    for (const field of ['depends_on', 'parent_task_id']) {
      const body = { title: 'Spy', [field]: field === 'depends_on' ? [task_id] : task_id };
      expect((await other.send('POST', '/api/tasks', body)).status).toBe(422);
    }
    expect(await other.list()).toEqual({ tasks: [], critical_path: [], critical_path_minutes: 0 });
    expect(await (await other.send('GET', '/api/tasks/calendar.ics')).text()).not.toContain('Secret');
    expect((await owner.list()).tasks).toHaveLength(1);
  });
});

type Caller = Awaited<ReturnType<typeof newCaller>>;

/** The parts of the calendar as a reader sees them. */
async function readCalendar({ send }: Caller, query: string, name: string): Promise<ICAL.Component[]> {
  const response = await send('GET', `/api/tasks/calendar.ics${query}`);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="tasks.ics"');
  const text = await response.text();
  expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75 && !/[\r\n]/.test(line))).toBe(true);
  const calendar = ICAL.Component.fromString(text);
  // Everything that names a zone is read with its definition.
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents(name);
}

describe('the calendar', () => {
  it('has due dates as days and moments, in any text', async () => {
    const caller = await newCaller();
    await caller.create({ title: 'No date' });
    await caller.create({ title: 'Done', due_at: 0, status: 'done' });
    const title = `Größe; a, b \\n “🙂” ${'long '.repeat(30)}\rATTACH:file:///etc/passwd`;
    await caller.create({ title, notes: 'One\r\nTwo\u0007', due_at: Date.UTC(2026, 0, 16), all_day: true, priority: 'urgent' });
    await caller.create({ title: 'Moment', due_at: Date.UTC(2026, 6, 16, 8, 30), time_zone: 'Europe/Berlin' });
    const events = (await readCalendar(caller, '', 'vevent')).map((component) => new ICAL.Event(component));
    expect(events.map(({ summary }) => summary)).toEqual([title.replace('\r', '\n'), 'Moment']);
    expect(events[0]?.description).toBe('One\nTwo');
    expect(events[0]?.startDate.toString()).toBe('2026-01-16');
    expect(events[0]?.component.getFirstPropertyValue('priority')).toBe(1);
    expect(events[0]?.component.getFirstProperty('attach')).toBeNull();
    expect(events[1]?.startDate.toJSDate().getTime()).toBe(Date.UTC(2026, 6, 16, 8, 30));
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(2);
  });

  it('repeats at the same hour of the zone, across daylight saving', async () => {
    const caller = await newCaller();
    const due_at = Date.UTC(2026, 2, 27, 8);
    await caller.create({ due_at, time_zone: 'Europe/Berlin', recurrence: 'FREQ=DAILY;COUNT=4' });
    const [component] = await readCalendar(caller, '', 'vevent');
    const times = new ICAL.Event(component as ICAL.Component).iterator();
    const found = Array.from({ length: 4 }, () => times.next()?.toJSDate().toISOString().slice(5, 16));
    expect(found).toEqual(['03-27T08:00', '03-28T08:00', '03-29T07:00', '03-30T07:00']);
  });

  it('has tasks with all they are for programs that know them', async () => {
    const caller = await newCaller();
    const goal = await caller.create({ title: 'Goal', status: 'in_progress' });
    await caller.create({ title: 'Step', parent_task_id: goal.task_id, due_at: Date.UTC(2026, 0, 16), all_day: true });
    const todos = await readCalendar(caller, '?kind=todo', 'vtodo');
    const byTitle = new Map(todos.map((todo) => [todo.getFirstPropertyValue('summary'), todo]));
    expect(byTitle.get('Goal')?.getFirstPropertyValue('status')).toBe('IN-PROCESS');
    const step = byTitle.get('Step');
    expect(String(step?.getFirstPropertyValue('due'))).toBe('2026-01-16');
    expect(step?.getFirstPropertyValue('related-to')).toBe(byTitle.get('Goal')?.getFirstPropertyValue('uid'));
  });
});
