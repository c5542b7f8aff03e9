import { describe, expect, it, vi } from 'vitest';
import type { Store } from '../core/store.ts';
import { follow } from './fixtures/follow.ts';
import { hello, words } from './fixtures/scripts.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { createGate, createService, OWNER, RESULT, STRANGER, untilAbort } from './test-kit.ts';

let store: Store;
const serve = withRunServices((opened) => {
  store = opened;
});

const never = new AbortController().signal;

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
        const sink = await follow(service, run.runId);
        return sink;
      }),
    );
    await Promise.all(sinks.slice(0, 2).map((sink) => sink.reached(2)));
    expect(sinks.map((sink) => sink.frames.length)).toEqual([2, 2, 0, 0]);
    gate.open();
    expect(await Promise.all(sinks.map((sink) => sink.ended))).toEqual(['done', 'done', 'done', 'done']);
  });
});
