import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/contract/errors.ts';
import { runEvent } from '../../lib/contract/events.ts';
import { runRecord } from '../../lib/contract/runs.ts';
import { START } from '../core/frame.ts';
import type { Store } from '../core/store.ts';
import { follow, readAll } from './fixtures/follow.ts';
import { hanging, hello, words } from './fixtures/scripts.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { createGate, OWNER, RESULT, textOf, untilAbort } from './test-kit.ts';

let store: Store;
const serve = withRunServices((opened) => {
  store = opened;
});

const never = new AbortController().signal;

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

describe('a run that goes wrong', () => {
  it.each([
    ['before the first event', [], 'PROVIDER_UNAVAILABLE', new AppError('PROVIDER_UNAVAILABLE')],
    ['in the middle', ['some text'], 'PROVIDER_UNAVAILABLE', new AppError('PROVIDER_UNAVAILABLE')],
    ['with an unknown error', ['some text'], 'INTERNAL', new Error('secret sk-123 at db.ts:5')],
  ])('ends as failed when the engine throws %s', async (_when, deltas, code, error) => {
    const service = await serve(async function* () {
      for (const delta of deltas) yield { type: 'text.delta', delta };
      throw error;
    });
    const run = await service.start(OWNER, { message: 'hi' });
    const { events, end, frames } = await readAll(service, run.runId);
    expect(end).toBe('done');
    expect(events[0]?.type).toBe('run.started');
    expect(events.filter((event) => event.type === 'run.finished')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ status: 'failed', response: deltas.join(''), error: { code } });
    expect(JSON.stringify(frames)).not.toContain('sk-123');
    expect((await store.runs.get(run.runId))?.status).toBe('failed');
  });

  it('keeps the provider and the fallback that it got to', async () => {
    const service = await serve(async function* () {
      yield { type: 'text.delta', delta: 'abcdef' };
      yield { type: 'provider.switched', from: 'a', to: 'b', reason: 'timeout', discardChars: 4 };
      yield { type: 'text.delta', delta: 'X' };
      throw new AppError('PROVIDER_UNAVAILABLE');
    });
    const run = await service.start(OWNER, { message: 'hi' });
    const { events } = await readAll(service, run.runId);
    expect(textOf(events)).toBe('abX');
    expect(events.at(-1)).toMatchObject({
      response: 'abX',
      metadata: { fallback_used: true, fallback_level: 1, fallback_reason: 'timeout', provider: 'b' },
    });
  });

  it('fails with a typed error after its time is up', async () => {
    const service = await serve(hanging, { options: { runTimeoutMs: 30 } });
    const run = await service.start(OWNER, { message: 'hi' });
    const event = await service.finished(OWNER, run.runId, never);
    expect(event).toMatchObject({ status: 'failed', response: 'partial', error: { code: 'PROVIDER_UNAVAILABLE' } });
  });

  it('survives U+0000 in what a model says', async () => {
    const service = await serve(async function* () {
      yield { type: 'text.delta', delta: 'a\u0000b' };
      yield { type: 'text.delta', delta: 'c' };
      return RESULT;
    });
    const run = await service.start(OWNER, { message: 'hi' });
    expect((await service.finished(OWNER, run.runId, never)).response).toBe('a\ufffdbc');
  });
});

describe('draining', () => {
  it('takes no new runs, lets running ones end, then interrupts the rest with a terminal event', async () => {
    const gate = createGate();
    const service = await serve(async function* (input, signal) {
      yield { type: 'text.delta', delta: 'partial' };
      await (input.request.message === 'short' ? gate.opened : untilAbort(signal));
      return RESULT;
    });
    const short = await service.start(OWNER, { message: 'short' });
    const long = await service.start(OWNER, { message: 'long' });
    const sink = await follow(service, long.runId);
    await sink.reached(2);
    const drained = service.drain(3_000);
    await expect(service.start(OWNER, { message: 'new' })).rejects.toMatchObject({ code: 'NOT_READY' });
    gate.open();
    await drained;
    expect(await sink.ended).toBe('done');
    expect(sink.events().at(-1)).toMatchObject({ status: 'interrupted', response: 'partial' });
    expect((await store.runs.get(short.runId))?.status).toBe('completed');
    expect((await store.runs.get(long.runId))?.status).toBe('interrupted');
    expect(service.activeRuns()).toBe(0);
  });
});

describe('agents', () => {
  it('are busy while they answer', async () => {
    const service = await serve(hanging);
    expect(await service.agents()).toMatchObject([{ agent_id: 'supervisor', status: 'idle', active_runs: 0, model: 'script-1' }]);
    const run = await service.start(OWNER, { message: 'hi' });
    const sink = await follow(service, run.runId);
    await sink.reached(1);
    expect(await service.agents()).toMatchObject([{ status: 'busy', active_runs: 1 }]);
    await service.cancel(OWNER, run.runId);
  });
});

describe('an outage of the database', () => {
  it('is bridged: the run ends well, nothing is lost or doubled', async () => {
    let isDown = false;
    const guard = <A extends unknown[], R>(call: (...values: A) => Promise<R>) => {
      return async (...values: A): Promise<R> => {
        if (isDown) throw new AppError('NOT_READY');
        const outcome = await call(...values);
        // The answer of what was written just before is lost.
        if (isDown) throw new AppError('NOT_READY');
        return outcome;
      };
    };
    const { accept, append, finish, readFrames } = store.runs;
    const flaky = {
      ...store.runs,
      accept: guard(accept),
      append: guard(append),
      finish: guard(finish),
      readFrames: guard(readFrames),
    };
    const service = await serve(words(300), {}, flaky);
    const run = await service.start(OWNER, { message: 'hi' });
    const sink = await follow(service, run.runId);
    await sink.reached(50);
    isDown = true;
    await expect(service.start(OWNER, { message: 'other' })).rejects.toMatchObject({ code: 'NOT_READY' });
    await sink.reached(301);
    const late = readAll(service, run.runId, { epoch: 1, seq: 10 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sink.events().some((event) => event.type === 'run.finished')).toBe(false);
    isDown = false;
    expect(await sink.ended).toBe('done');
    expect(sink.frames.map((frame) => frame.seq)).toEqual(Array.from({ length: 302 }, (_, index) => index + 1));
    expect((await late).frames).toEqual(sink.frames.slice(10));
    expect(await store.runs.readFrames(run.runId, START, 1_000)).toEqual(sink.frames);
  });

  it('does not leave a run queued whose acceptance was stored but not answered', async () => {
    const { accept } = store.runs;
    let accepted = '';
    const flaky = {
      ...store.runs,
      accept: async (commands: Parameters<typeof accept>[0]) => {
        accepted = commands[0]?.runId ?? '';
        await accept(commands);
        throw new AppError('NOT_READY');
      },
    };
    const service = await serve(hello, {}, flaky);
    await expect(service.start(OWNER, { message: 'hi' })).rejects.toMatchObject({ code: 'NOT_READY' });
    expect((await service.finished(OWNER, accepted, never)).status).toBe('completed');
  });
});
