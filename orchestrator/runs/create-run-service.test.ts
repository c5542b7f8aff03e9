import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/contract/errors.ts';
import { runEvent } from '../../lib/contract/events.ts';
import { runRecord } from '../../lib/contract/runs.ts';
import { type Cursor, START } from '../core/frame.ts';
import type { Store } from '../core/store.ts';
import {
  createEngine,
  createGate,
  createService,
  createSink,
  OWNER,
  openTestStore,
  RESULT,
  type Script,
  STRANGER,
  type TestService,
  textOf,
  untilAbort,
} from './test-kit.ts';

let store: Store;
let closeStore: () => Promise<void>;
const services: TestService[] = [];
const never = new AbortController().signal;

beforeAll(async () => {
  const opened = await openTestStore();
  store = opened.store;
  closeStore = opened.close;
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});
afterAll(() => closeStore());

async function serve(script: Script, changes: Parameters<typeof createService>[2] = {}): Promise<TestService> {
  const service = createService(store.runs, script, changes);
  services.push(service);
  await service.startMaintenance();
  return service;
}

async function readAll(service: TestService, runId: string, after: Cursor = START) {
  const sink = createSink();
  await service.attach(OWNER, runId, after, sink);
  return { end: await sink.ended, frames: sink.frames, events: sink.events() };
}

const hello: Script = async function* () {
  yield { type: 'agent.started', span_id: 'span_1', agent: 'supervisor' };
  yield { type: 'text.delta', delta: 'Hello ' };
  yield { type: 'text.delta', delta: '' };
  yield { type: 'text.delta', delta: 'world 🌍' };
  yield { type: 'usage', input_tokens: 3, output_tokens: 5, model: 'script-1' };
  yield {
    type: 'agent.finished',
    span_id: 'span_1',
    agent: 'supervisor',
    status: 'ok',
    duration_ms: 3,
    token_usage: RESULT.usage,
  };
  return RESULT;
};

/** Says `count` words, each behind one turn of the event loop; stops when told. */
function words(count: number, chars = 10): Script {
  return async function* (_input, signal) {
    for (let index = 0; index < count; index += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      yield { type: 'text.delta', delta: `${index} `.padStart(chars, '.') };
    }
    return RESULT;
  };
}

/** Says one word, then waits for the stop. */
const hanging: Script = async function* (_input, signal) {
  yield { type: 'text.delta', delta: 'partial' };
  await untilAbort(signal);
  return RESULT;
};

describe('a run', () => {
  it('streams every event in order, ends once, and keeps the answer', async () => {
    const service = await serve(hello);
    const run = await service.start(OWNER, { message: 'Say hello\nto the world' });
    const { events, frames, end } = await readAll(service, run.runId);
    expect(end).toBe('done');
    expect(events.map((event) => event.type)).toEqual([
      'run.started',
      'agent.started',
      'text.delta',
      'text.delta',
      'usage',
      'agent.finished',
      'run.finished',
    ]);
    for (const event of events) runEvent.parse(event);
    expect(frames.map((frame) => frame.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(textOf(events)).toBe('Hello world 🌍');
    expect(events.at(-1)).toMatchObject({
      status: 'completed',
      response: 'Hello world 🌍',
      conversation_id: run.conversationId,
      agent_used: 'supervisor',
      token_usage: { total_tokens: 8 },
      metadata: { run_id: run.runId, fallback_used: false, provider: 'scripted', model: 'script-1' },
      messages: [
        { role: 'user', content: 'Say hello\nto the world' },
        { role: 'assistant', content: 'Hello world 🌍' },
      ],
    });
    const page = await store.conversations.messages(OWNER.ownerId, run.conversationId, 10);
    expect(page?.messages.map((message) => message.content)).toEqual(['Say hello\nto the world', 'Hello world 🌍']);
    expect((await store.conversations.get(OWNER.ownerId, run.conversationId))?.title).toBe('Say hello to the world');
    expect(service.activeRuns()).toBe(0);
    expect(runRecord.parse(await service.record(OWNER, run.runId))).toMatchObject({
      status: 'completed',
      last_seq: 7,
      spans: [{ span_id: 'span_1', status: 'ok' }],
    });
  });
});
