import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../lib/contract/errors.ts';
import { runEvent } from '../../lib/contract/events.ts';
import { runRecord } from '../../lib/contract/runs.ts';
import { type Cursor, START } from '../core/frame.ts';
import type { Store } from '../core/store.ts';
import { createSink } from './fixtures/create-sink.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import {
  createGate,
  createService,
  OWNER,
  RESULT,
  type Script,
  STRANGER,
  type TestService,
  textOf,
  untilAbort,
} from './test-kit.ts';

let store: Store;
const serve = withRunServices((opened) => {
  store = opened;
});
const never = new AbortController().signal;

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

describe('starting', () => {
  it('answers NOT_READY before the first heartbeat', async () => {
    const service = createService(store.runs, hello);
    await expect(service.start(OWNER, { message: 'hi' })).rejects.toMatchObject({ code: 'NOT_READY' });
    await service.close();
  });

  it('refuses a message that is too long, naming the field', async () => {
    const service = await serve(hello, { options: { maxMessageChars: 5 } });
    await expect(service.start(OWNER, { message: '123456' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'message', reason: 'must have at most 5 characters' }] },
    });
  });

  it('does not know conversations of others', async () => {
    const service = await serve(hello);
    const run = await service.start(OWNER, { message: 'hi' });
    const intruder = service.start(STRANGER, { message: 'hi', conversation_id: run.conversationId });
    await expect(intruder).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('gives the engine the turns before this one', async () => {
    const seen: string[][] = [];
    const service = await serve(async function* (input) {
      seen.push(input.history.map((turn) => `${turn.role}: ${turn.content}`));
      yield { type: 'text.delta', delta: `answer to ${input.request.message}` };
      return RESULT;
    });
    const first = await service.start(OWNER, { message: 'one' });
    await service.finished(OWNER, first.runId, never);
    const second = await service.start(OWNER, { message: 'two', conversation_id: first.conversationId });
    await service.finished(OWNER, second.runId, never);
    expect(seen).toEqual([[], ['user: one', 'assistant: answer to one']]);
  });

  it('uses what a voice client knows while nothing is stored, and says so at the end', async () => {
    let seen: unknown;
    const service = await serve(async function* (input) {
      seen = input.history;
      yield { type: 'text.delta', delta: 'ok' };
      return RESULT;
    });
    const history = [{ role: 'user' as const, content: 'earlier' }];
    const run = await service.start(OWNER, { message: 'hi', voice: { history } });
    const event = await service.finished(OWNER, run.runId, never);
    expect(seen).toEqual(history);
    expect(event).toMatchObject({ voiceMode: true, conversationId: run.conversationId, metadata: { voice_mode: true } });
  });

  it('gives a spoken turn the last twenty messages at most', async () => {
    let seen: unknown[] = [];
    const service = await serve(async function* (input) {
      seen = input.history;
      yield { type: 'text.delta', delta: 'ok' };
      return RESULT;
    });
    let conversation_id: string | undefined;
    for (let turn = 0; turn < 12; turn += 1) {
      const named = conversation_id === undefined ? {} : { conversation_id };
      const run = await service.start(OWNER, { message: `turn ${turn}`, voice: { history: [] }, ...named });
      await service.finished(OWNER, run.runId, never);
      conversation_id = run.conversationId;
    }
    expect(seen).toHaveLength(20);
    expect(seen[0]).toEqual({ role: 'user', content: 'turn 1' });
  });

  it('stops a spoken answer that is interrupted; the next turn knows what was heard of it', async () => {
    const seen: string[] = [];
    const service = await serve(async function* (input, signal) {
      seen.push(...input.history.map(({ content }) => content));
      yield { type: 'text.delta', delta: 'First sentence. Second sentence.' };
      if (input.request.message === 'talk') await untilAbort(signal);
      return RESULT;
    });
    const run = await service.start(OWNER, { message: 'talk', voice: { history: [] } });
    await vi.waitFor(async () => expect((await service.record(OWNER, run.runId)).timings.first_token_at).toBeDefined());
    const heard = await service.setHeard(OWNER, run.runId, 15);
    expect(heard).toEqual({ run_id: run.runId, message_id: run.messageId, heard_chars: 15 });
    expect((await service.finished(OWNER, run.runId, never)).status).toBe('cancelled');
    expect(await service.setHeard(OWNER, run.runId, 20)).toEqual(heard);
    await expect(service.setHeard(STRANGER, run.runId, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const next = await service.start(OWNER, { message: 'and?', conversation_id: run.conversationId });
    await service.finished(OWNER, next.runId, never);
    expect(seen).toEqual(['talk', 'First sentence. [interrupted by the user]']);
  });

  it('makes one run of parallel requests with one idempotency key', async () => {
    const service = await serve(words(20));
    const request = { message: 'hi', context: { a: 1, b: 2 }, idempotencyKey: 'key-1' };
    const again = { idempotencyKey: 'key-1', context: { b: 2, a: 1 }, message: 'hi' };
    const runs = await Promise.all([service.start(OWNER, request), service.start(OWNER, again), service.start(OWNER, request)]);
    expect(new Set(runs.map((run) => run.runId)).size).toBe(1);
    expect(runs.filter((run) => !run.repeated)).toHaveLength(1);
    await expect(service.start(OWNER, { ...request, message: 'other' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    const foreign = await service.start(STRANGER, request);
    expect(foreign.repeated).toBe(false);
    // A run left open here would be taken over by the service of the next test.
    await service.finished(STRANGER, foreign.runId, never);
    await service.finished(OWNER, runs[0].runId, never);
  });

  it('lets further runs wait for their turn', async () => {
    const gate = createGate();
    const service = await serve(
      async function* () {
        yield { type: 'text.delta', delta: 'ok' };
        await gate.opened;
        return RESULT;
      },
      { options: { maxConcurrentRuns: 2 } },
    );
    const sinks = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (message) => {
        const run = await service.start(OWNER, { message });
        const sink = createSink();
        await service.attach(OWNER, run.runId, START, sink);
        return sink;
      }),
    );
    await Promise.all(sinks.slice(0, 2).map((sink) => sink.reached(2)));
    expect(sinks.map((sink) => sink.frames.length)).toEqual([2, 2, 0, 0]);
    gate.open();
    expect(await Promise.all(sinks.map((sink) => sink.ended))).toEqual(['done', 'done', 'done', 'done']);
  });
});

describe('readers', () => {
  it('get byte-identical frames, cut at every event, before, during and after the run', async () => {
    const service = await serve(words(60));
    const run = await service.start(OWNER, { message: 'hi' });
    const first = createSink();
    await service.attach(OWNER, run.runId, START, first);
    const resumed: Promise<{ after: number; data: string[] }>[] = [];
    for (let after = 0; after < 30; after += 1) {
      await first.reached(after + 1);
      resumed.push(
        readAll(service, run.runId, { epoch: 1, seq: after }).then(({ frames }) => ({ after, data: frames.map((f) => f.data) })),
      );
    }
    expect(await first.ended).toBe('done');
    const all = first.frames.map((frame) => frame.data);
    expect(all).toHaveLength(62);
    for (const { after, data } of await Promise.all(resumed)) expect(data).toEqual(all.slice(after));
    for (let after = 0; after < all.length; after += 1) {
      const { frames } = await readAll(service, run.runId, { epoch: 1, seq: after });
      expect(frames.map((frame) => frame.data)).toEqual(all.slice(after));
    }
    const bare = await readAll(service, run.runId, { epoch: Number.MAX_SAFE_INTEGER, seq: 40 });
    expect(bare.frames.map((frame) => frame.data)).toEqual(all.slice(40));
    const sink = createSink();
    expect(await service.attach(OWNER, run.runId, { epoch: 1, seq: all.length }, sink)).toEqual({ kind: 'nothing_left' });
    expect(sink.frames).toEqual([]);
  });

  it('of long runs come from the log into the live stream without a gap', async () => {
    const service = await serve(words(3_000, 60));
    const run = await service.start(OWNER, { message: 'hi' });
    const first = createSink();
    await service.attach(OWNER, run.runId, START, first);
    await first.reached(1_500);
    const late = await readAll(service, run.runId);
    expect(late.frames.map((frame) => frame.seq)).toEqual(first.frames.map((frame) => frame.seq));
    expect(late.frames).toHaveLength(3_002);
  });

  it('who take their time with the replay hold little in memory, and get all of it', async () => {
    const gate = createGate();
    const service = await serve(
      async function* () {
        for (let index = 0; index < 50; index += 1) yield { type: 'text.delta', delta: 'x'.repeat(200) };
        await gate.opened;
        return RESULT;
      },
      { options: { maxBufferedBytes: 4_096 } },
    );
    const run = await service.start(OWNER, { message: 'hi' });
    const quick = createSink();
    await service.attach(OWNER, run.runId, START, quick);
    await quick.reached(51);
    const slow = createSink();
    slow.stall();
    await service.attach(OWNER, run.runId, START, slow);
    gate.open();
    expect(await quick.ended).toBe('done');
    expect(slow.bufferedBytes()).toBeLessThan(4_096);
    expect(slow.frames.length).toBeLessThan(51);
    slow.drain();
    expect(await slow.ended).toBe('done');
    expect(slow.frames).toEqual(quick.frames);
  });

  it('who stall in the live stream are ended as slow', async () => {
    const gate = createGate();
    const service = await serve(
      async function* () {
        yield { type: 'text.delta', delta: 'first' };
        await gate.opened;
        for (let index = 0; index < 50; index += 1) yield { type: 'text.delta', delta: 'x'.repeat(200) };
        return RESULT;
      },
      { options: { maxBufferedBytes: 4_096 } },
    );
    const run = await service.start(OWNER, { message: 'hi' });
    const slow = createSink();
    await service.attach(OWNER, run.runId, START, slow);
    await slow.reached(2);
    slow.stall();
    gate.open();
    expect(await slow.ended).toBe('slow');
    expect(slow.bufferedBytes()).toBeLessThan(4_096 + 1_024);
    const rest = await readAll(service, run.runId, { epoch: 1, seq: slow.frames.at(-1)?.seq ?? 0 });
    expect([...slow.frames, ...rest.frames].map((frame) => frame.seq)).toEqual(
      Array.from({ length: 53 }, (_, index) => index + 1),
    );
  });

  it('may leave; the run goes on', async () => {
    const service = await serve(words(40));
    const run = await service.start(OWNER, { message: 'hi' });
    const sink = createSink();
    const attached = await service.attach(OWNER, run.runId, START, sink);
    await sink.reached(3);
    if (attached.kind === 'attached') attached.detach();
    const count = sink.frames.length;
    expect((await service.finished(OWNER, run.runId, never)).status).toBe('completed');
    expect(sink.frames).toHaveLength(count);
  });

  it('of other owners see nothing', async () => {
    const service = await serve(hanging);
    const run = await service.start(OWNER, { message: 'hi' });
    const hidden = { code: 'NOT_FOUND' };
    await expect(service.attach(STRANGER, run.runId, START, createSink())).rejects.toMatchObject(hidden);
    await expect(service.cancel(STRANGER, run.runId)).rejects.toMatchObject(hidden);
    await expect(service.record(STRANGER, run.runId)).rejects.toMatchObject(hidden);
    await expect(service.finished(STRANGER, run.runId, never)).rejects.toMatchObject(hidden);
    expect((await service.cancel(OWNER, run.runId)).status).toBe('cancelled');
  });
});

describe('cancelling', () => {
  it('stops the engine, keeps the partial text and gives the same receipt each time', async () => {
    let isClosed = false;
    const service = await serve(async function* (_input, signal) {
      yield { type: 'text.delta', delta: 'partial' };
      try {
        await untilAbort(signal);
      } finally {
        isClosed = true;
      }
      return RESULT;
    });
    const run = await service.start(OWNER, { message: 'hi' });
    const sink = createSink();
    await service.attach(OWNER, run.runId, START, sink);
    await sink.reached(2);
    const receipts = await Promise.all([service.cancel(OWNER, run.runId), service.cancel(OWNER, run.runId)]);
    expect(isClosed).toBe(true);
    expect(receipts[0]).toMatchObject({ run_id: run.runId, status: 'cancelled', tokens_after_stop: 2 });
    expect(receipts[1]).toEqual(receipts[0]);
    expect(await service.cancel(OWNER, run.runId)).toEqual(receipts[0]);
    expect(await sink.ended).toBe('done');
    expect(sink.events().at(-1)).toMatchObject({
      type: 'run.finished',
      status: 'cancelled',
      response: 'partial',
      metadata: { provider: 'script', model: 'script-1' },
    });
    const afterRestart = await serve(hello);
    expect(await afterRestart.cancel(OWNER, run.runId)).toEqual(receipts[0]);
  });

  it('of a run that is over tells how it ended', async () => {
    const service = await serve(hello);
    const run = await service.start(OWNER, { message: 'hi' });
    await service.finished(OWNER, run.runId, never);
    const receipt = { run_id: run.runId, status: 'completed', stopped_in_ms: 0, tokens_after_stop: 0 };
    expect(await service.cancel(OWNER, run.runId)).toEqual(receipt);
  });

  it('works on a run that still waits for its turn', async () => {
    const service = await serve(hanging, { options: { maxConcurrentRuns: 1 } });
    const first = await service.start(OWNER, { message: 'first' });
    const second = await service.start(OWNER, { message: 'second' });
    expect((await service.cancel(OWNER, second.runId)).status).toBe('cancelled');
    const { events } = await readAll(service, second.runId);
    expect(events.map((event) => event.type)).toEqual(['run.started', 'run.finished']);
    expect((await service.cancel(OWNER, first.runId)).status).toBe('cancelled');
  });

  it('shows nothing that the engine says after the stop', async () => {
    const service = await serve(async function* (_input, signal) {
      yield { type: 'text.delta', delta: 'before' };
      await untilAbort(signal).catch(() => {});
      yield { type: 'text.delta', delta: 'after' };
      return RESULT;
    });
    const run = await service.start(OWNER, { message: 'hi' });
    const sink = createSink();
    await service.attach(OWNER, run.runId, START, sink);
    await sink.reached(2);
    await service.cancel(OWNER, run.runId);
    expect(sink.events().at(-1)).toMatchObject({ status: 'cancelled', response: 'before' });
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
    const sink = createSink();
    await service.attach(OWNER, long.runId, START, sink);
    await sink.reached(2);
    const drained = service.drain(100);
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
    const sink = createSink();
    await service.attach(OWNER, run.runId, START, sink);
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
    const sink = createSink();
    await service.attach(OWNER, run.runId, START, sink);
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
