import { describe, expect, it } from 'vitest';
import { createId } from '../../../../lib/shared/ids.ts';
import { toToolSchema } from '../../../engine/tool-schema.ts';
import { embedded } from '../../../store/fixtures/test-databases.ts';
import { withStore } from '../../../store/fixtures/with-store.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { createTaskTools } from '../../../tools/tasks/create-task-tools.ts';
import { createRecordingContext } from '../../../tools/testing/tool-context.ts';
import { type TestTool, talk } from '../../fixtures/offline-talk.ts';
import { toSteps } from './to-steps.ts';

/** A Monday. */
const NOW_MS = Date.UTC(2025, 8, 15, 10, 30);

let store: OpenedStore;

withStore(embedded, (opened) => {
  store = opened;
});

/** A person who talks to the task agent, with the real tools and an own list of tasks. */
async function newPerson() {
  const ownerId = createId('owner');
  const { conversation_id: conversationId } = await store.conversations.create(ownerId, createId('conversation'), 'Talk', NOW_MS);
  const context = createRecordingContext({ ownerId, conversationId, nowMs: NOW_MS });
  const tools = Object.fromEntries(
    createTaskTools({ tasks: store.tasks, createId }).map((tool): [string, TestTool] => [
      tool.name,
      {
        spec: toToolSchema(tool),
        run: async (args) => {
          try {
            return (await tool.execute(tool.parameters.parse(args), context)).output;
          } catch (error) {
            return JSON.stringify({ error: error instanceof Error ? error.message : 'failed' });
          }
        },
      },
    ]),
  );
  const say = async (message: string) => (await talk(message, tools, { nowMs: NOW_MS })).answer;
  const tasks = () => store.tasks.list(ownerId, {});
  return { say, tasks };
}

const day = (date: string) => Date.parse(`${date}T00:00:00Z`);

describe('tasks in plain words', () => {
  it.each([
    ['remind me to call Ana on Friday', { title: 'Call Ana', due_at: day('2025-09-19'), all_day: true }],
    ['add a task to buy milk', { title: 'Buy milk', due_at: null }],
    [
      'remind me tomorrow at 9am to send the invoice',
      { title: 'Send the invoice', due_at: Date.UTC(2025, 8, 16, 9), all_day: false },
    ],
    ['remind me in 2 hours to check the oven', { title: 'Check the oven', due_at: Date.UTC(2025, 8, 15, 12, 30) }],
    ['please remind me to take out the trash every Tuesday', { title: 'Take out the trash', recurrence: 'FREQ=WEEKLY;BYDAY=TU' }],
    ['new task renew passport, high priority', { title: 'Renew passport', priority: 'high' }],
    ['add "clean the garage" to my to-do list', { title: 'clean the garage' }],
    [
      'create a task: finish the quarterly report by 2025-10-01',
      { title: 'Finish the quarterly report', due_at: day('2025-10-01') },
    ],
    ['I have to submit my taxes by April 15, remind me', { title: 'Submit my taxes', due_at: day('2026-04-15') }],
    ['todo: water the plants', { title: 'Water the plants' }],
    ['todo buy milk tomorrow', { title: 'Buy milk', due_at: day('2025-09-16') }],
    ['Can you remind me about the meeting with Luis on Thursday at 14:00?', { due_at: Date.UTC(2025, 8, 18, 14) }],
    ['create a reminder to stretch daily', { title: 'Stretch', recurrence: 'FREQ=DAILY', due_at: day('2025-09-15') }],
    ['remember to remind me to renew the domain in 3 weeks', { title: 'Renew the domain', due_at: day('2025-10-06') }],
  ])('%s', async (message, expected) => {
    const { say, tasks } = await newPerson();
    expect(await say(message)).toContain('Added to your tasks');
    expect(await tasks()).toMatchObject([expected]);
  });

  it('asks what the task is when nothing is said', async () => {
    const { say, tasks } = await newPerson();
    expect(await say('remind me')).toContain('What should the task be');
    expect(await tasks()).toEqual([]);
  });

  it('lists, completes, moves, renames, ranks and deletes', async () => {
    const { say, tasks } = await newPerson();
    await say('remind me to call Ana on Friday');
    await say('add a task to write the quarterly report by September 30');
    await say('add a task to buy milk today');
    const week = await say('what is due this week?');
    expect(week).toContain('**2 tasks** due this week');
    expect(week).toContain('Call Ana');
    expect(week).not.toContain('report');
    expect(await say('what do I have to do today?')).toContain('Buy milk');
    expect(await say('how many tasks do I have?')).toContain('You have **3 tasks**');
    expect(await say('mark the report as done')).toContain('**Write the quarterly report** is completed');
    expect(await say('move call Ana to Saturday')).toContain('**2025-09-20**');
    expect(await say('postpone call Ana by a week')).toContain('**2025-09-27**');
    expect(await say('make buy milk urgent')).toContain('urgent priority');
    expect(await say('rename task buy milk to buy oat milk')).toContain('buy oat milk');
    const [, ...open] = (await tasks()).toSorted((a, b) => a.status.localeCompare(b.status));
    expect(open).toContainEqual(expect.objectContaining({ title: 'buy oat milk', priority: 'urgent' }));
    expect(open).toContainEqual(expect.objectContaining({ title: 'Call Ana', due_at: day('2025-09-27') }));
    expect(await say('delete the task buy oat milk')).toContain('Deleted');
    expect(await say('show completed tasks')).toContain('quarterly report');
    expect(await say('list all open tasks')).toContain('**1 task** open');
  });

  it.each([
    "what's on tomorrow?",
    'do I have anything on Tuesday',
    'have I got anything planned for tomorrow',
    'what do I have tomorrow',
    'am I free tomorrow?',
  ])('tells the tasks of a day, not its date: %s', async (question) => {
    const { say } = await newPerson();
    await say('remind me to call Ana tomorrow');
    await say('remind me to call Ben on Friday');
    const answer = await say(question);
    expect(answer).toContain('Call Ana');
    expect(answer).not.toContain('Call Ben');
  });

  it.each(['set an alarm for 6:30', 'wake me up at 7am', 'set a 10 minute timer', 'start a timer for 5 minutes'])(
    'has nothing that rings: %s',
    async (message) => {
      const { say, tasks } = await newPerson();
      expect(await say(message)).toContain('nothing can ring');
      expect(await tasks()).toEqual([]);
    },
  );

  it.each(['cancel all my reminders', 'delete all tasks', 'mark everything as done', 'mark all of them as done'])(
    'changes one task at a time: %s',
    async (message) => {
      const { say, tasks } = await newPerson();
      await say('add a task to file all reminders');
      expect(await say(message)).toContain('one task at a time, so nothing was changed');
      expect((await tasks()).map(({ status }) => status)).toEqual(['open']);
    },
  );

  it('asks which one when several fit, and says when none does', async () => {
    const { say, tasks } = await newPerson();
    await say('add a task to call Ana');
    await say('add a task to call Ben');
    expect(await say('mark the call as done')).toContain('Which one');
    expect(await say('mark the laundry as done')).toContain('no open task like “laundry”');
    expect((await tasks()).every(({ status }) => status === 'open')).toBe(true);
  });

  it('plans a goal in so many steps, with a critical path that was computed', async () => {
    const { say, tasks } = await newPerson();
    const answer = await say('plan a move in 5 steps');
    expect(answer).toContain('The critical path takes');
    expect(answer.match(/^\d+\. /gm)).toHaveLength(5);
    const kept = await tasks();
    expect(kept).toHaveLength(6);
    expect(kept.filter(({ depends_on }) => depends_on.length > 0).length).toBeGreaterThan(2);
    expect(await say('what is the critical path of my tasks?')).toContain('1. ');
  });

  it('a goal may have a day', async () => {
    const { say, tasks } = await newPerson();
    await say('make a plan to learn Spanish in 3 months');
    expect((await tasks()).find(({ title }) => /learn spanish/i.test(title))?.due_at).toBe(day('2025-12-15'));
  });
});

describe('toSteps', () => {
  it.each([1, 2, 3, 5, 9, 20])('gives exactly %i steps, each after known ones', (count) => {
    for (const goal of ['a move', 'something else']) {
      const steps = toSteps(goal, count);
      expect(steps).toHaveLength(count);
      for (const [index, step] of steps.entries()) {
        expect(step.depends_on.every((other) => other >= 0 && other < index)).toBe(true);
        expect(step.estimate_minutes).toBeGreaterThan(0);
      }
      expect(new Set(steps.map(({ title }) => title)).size).toBe(count);
    }
  });
});
