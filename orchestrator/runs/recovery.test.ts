import { describe, expect, it } from 'vitest';
import type { EngineInput } from '../core/engine.ts';
import type { RunStore, Store } from '../core/store.ts';
import { follow } from './fixtures/follow.ts';
import { idle, says } from './fixtures/scripts.ts';
import { untilStored } from './fixtures/until-stored.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import {
  createGate,
  createService,
  createSharedBus,
  NO_METRICS,
  OWNER,
  RESULT,
  type Script,
  textOf,
  untilAbort,
} from './test-kit.ts';

let store: Store;
const serve = withRunServices((opened) => {
  store = opened;
});

const never = new AbortController().signal;

/** A store as a process sees it that stops living at `kill`: from then on no call of it ever reaches the database. */
function mortal(runs: RunStore): { runs: RunStore; kill(): void } {
  let isDead = false;
  const calls = Object.entries(runs).map(([name, call]) => [
    name,
    (...values: never[]) => (isDead ? new Promise(() => {}) : (call as (...values: never[]) => Promise<unknown>)(...values)),
  ]);
  return { runs: Object.fromEntries(calls) as RunStore, kill: () => (isDead = true) };
}

/** Runs the script on a replica that dies once `frames` frames were seen live there, and returns what its reader saw. */
async function dieAfter(frames: number, script: Script) {
  const doomed = mortal(store.runs);
  // Not in `services`: a process that was killed is not closed.
  const service = createService(doomed.runs, script, { options: { leaseTtlMs: 400 } });
  await service.startMaintenance();
  const run = await service.start(OWNER, { message: 'hi' });
  const sink = await follow(service, run.runId);
  await sink.reached(frames);
  return { run, sink, kill: doomed.kill };
}

describe('recovery', () => {
  it('goes on from the last snapshot; a reader from before cuts and continues', async () => {
    const { run, sink, kill } = await dieAfter(5, async function* (_input, signal) {
      yield { type: 'text.delta', delta: 'kept ' };
      yield { type: 'checkpoint', snapshot: { version: '1', textLength: 5, state: { step: 2 } } };
      yield { type: 'tool.started', call_id: 'c1', span_id: 's1', tool: 'read_page', arguments: {} };
      yield { type: 'text.delta', delta: 'void ' };
      yield { type: 'text.delta', delta: 'never stored' };
      await untilAbort(signal);
      return RESULT;
    });
    await untilStored(store, run.runId, 3);
    kill();
    const inputs: EngineInput[] = [];
    const active: number[] = [];
    const heir = await serve(
      async function* (input) {
        inputs.push(input);
        yield { type: 'text.delta', delta: 'and done' };
        return RESULT;
      },
      { metrics: { ...NO_METRICS, runsActive: (count) => active.push(count) } },
    );
    const event = await heir.finished(OWNER, run.runId, never);
    expect(event).toMatchObject({ status: 'completed', response: 'kept and done' });
    // A run that began elsewhere is one that goes on here, until it ends here.
    await expect.poll(() => active).toEqual([1, 0]);
    expect(inputs).toMatchObject([{ runId: run.runId, request: { message: 'hi' }, snapshot: { state: { step: 2 } } }]);

    const last = sink.frames.at(-1);
    const rest = await follow(heir, run.runId, { epoch: 1, seq: last?.seq ?? 0 });
    expect(await rest.ended).toBe('done');
    expect(rest.events()[0]).toMatchObject({ type: 'run.resumed', epoch: 2, text_offset: 5 });
    expect(textOf([...sink.events(), ...rest.events()])).toBe('kept and done');
    const fresh = await follow(heir, run.runId);
    await fresh.ended;
    expect(textOf(fresh.events())).toBe('kept and done');
    expect(fresh.frames.map((frame) => frame.seq)).toEqual(fresh.frames.map((_, index) => index + 1));
    expect((await heir.record(OWNER, run.runId)).tool_calls).toMatchObject([{ tool: 'read_page', status: 'cancelled' }]);
  });

  it.each([
    ['a tool with side effects was in flight', false],
    ['a tool with side effects had ended after the last snapshot', true],
  ])('ends as interrupted with the partial text when %s', async (_case, isToolFinished) => {
    const { run, kill } = await dieAfter(isToolFinished ? 4 : 3, async function* (_input, signal) {
      yield { type: 'text.delta', delta: 'partial' };
      yield { type: 'tool.started', call_id: 'c1', span_id: 's1', tool: 'send_mail', arguments: {} };
      if (isToolFinished) {
        yield {
          type: 'tool.finished',
          call_id: 'c1',
          span_id: 's1',
          tool: 'send_mail',
          status: 'ok',
          summary: '',
          duration_ms: 1,
        };
      }
      await untilAbort(signal);
      return RESULT;
    });
    await untilStored(store, run.runId, isToolFinished ? 4 : 3);
    kill();
    let calls = 0;
    const heir = await serve(async function* () {
      calls += 1;
      yield { type: 'text.delta', delta: 'again' };
      return RESULT;
    });
    expect(await heir.finished(OWNER, run.runId, never)).toMatchObject({ status: 'interrupted', response: 'partial' });
    expect(calls).toBe(0);
    const page = await store.conversations.messages(OWNER.ownerId, run.conversationId, 10);
    expect(page?.messages.at(-1)).toMatchObject({ content: 'partial', status: 'interrupted' });
  });

  it('goes on when the tool with side effects is settled by a snapshot', async () => {
    const { run, kill } = await dieAfter(2, async function* (_input, signal) {
      yield { type: 'tool.started', call_id: 'c1', span_id: 's1', tool: 'send_mail', arguments: {} };
      yield { type: 'tool.finished', call_id: 'c1', span_id: 's1', tool: 'send_mail', status: 'ok', summary: '', duration_ms: 1 };
      yield { type: 'checkpoint', snapshot: { version: '1', textLength: 0, state: {} } };
      await untilAbort(signal);
      return RESULT;
    });
    while (!(await store.runs.get(run.runId))?.snapshot) await new Promise((resolve) => setTimeout(resolve, 5));
    kill();
    const heir = await serve(says('sent'));
    expect(await heir.finished(OWNER, run.runId, never)).toMatchObject({ status: 'completed', response: 'sent' });
  });

  it('interrupts when it is told to, or when the run has died too often', async () => {
    const { run, kill } = await dieAfter(1, idle);
    await untilStored(store, run.runId, 1);
    kill();
    const heir = await serve(says('x'), { options: { recovery: 'interrupt' } });
    expect((await heir.finished(OWNER, run.runId, never)).status).toBe('interrupted');
    await heir.close();

    const second = await dieAfter(1, idle);
    await untilStored(store, second.run.runId, 1);
    second.kill();
    const strict = await serve(says('x'), { options: { maxRecoveries: 0 } });
    expect((await strict.finished(OWNER, second.run.runId, never)).status).toBe('interrupted');
  });

  it('shows readers no cut that the next process cannot know of', async () => {
    const { run, sink, kill } = await dieAfter(3, async function* (_input, signal) {
      yield { type: 'text.delta', delta: 'kept ' };
      yield { type: 'checkpoint', snapshot: { version: '1', textLength: 5, state: {} } };
      yield { type: 'text.delta', delta: 'and more' };
      await untilAbort(signal);
      return RESULT;
    });
    await untilStored(store, run.runId, 3);
    kill();

    // Takes the run over, but nothing that it writes arrives.
    const doomed = mortal(store.runs);
    const spoken = createGate();
    const second = createService(
      { ...doomed.runs, append: () => new Promise(() => {}) },
      async function* (_input, signal) {
        doomed.kill();
        yield { type: 'text.delta', delta: 'void' };
        spoken.open();
        await untilAbort(signal);
        return RESULT;
      },
      { options: { leaseTtlMs: 400 } },
    );
    await second.startMaintenance();
    const between = await follow(second, run.runId, { epoch: 1, seq: 3 });
    await spoken.opened;

    const heir = await serve(says('x'), { options: { recovery: 'interrupt' } });
    const event = await heir.finished(OWNER, run.runId, never);
    expect(event).toMatchObject({ status: 'interrupted', response: 'kept and more' });
    const seen = [...sink.frames, ...between.frames].at(-1);
    const rest = await follow(heir, run.runId, { epoch: seen?.epoch ?? 0, seq: seen?.seq ?? 0 });
    expect(await rest.ended).toBe('done');
    expect(textOf([...sink.events(), ...between.events(), ...rest.events()])).toBe('kept and more');
  });

  it('shows readers no change of provider that takes text back before it is stored', async () => {
    const doomed = mortal(store.runs);
    const gate = createGate();
    const switched = createGate();
    const service = createService(
      doomed.runs,
      async function* (_input, signal) {
        yield { type: 'text.delta', delta: 'kept and more' };
        await gate.opened;
        yield { type: 'provider.switched', from: 'a', to: 'b', reason: 'stalled', discardChars: 8 };
        yield { type: 'text.delta', delta: 'void' };
        switched.open();
        await untilAbort(signal);
        return RESULT;
      },
      { options: { leaseTtlMs: 400 } },
    );
    await service.startMaintenance();
    const run = await service.start(OWNER, { message: 'hi' });
    const sink = await follow(service, run.runId);
    await untilStored(store, run.runId, 2);
    doomed.kill();
    gate.open();
    await switched.opened;
    const heir = await serve(says('x'), { options: { recovery: 'interrupt' } });
    expect((await heir.finished(OWNER, run.runId, never)).response).toBe('kept and more');
    const rest = await follow(heir, run.runId, { epoch: 1, seq: sink.frames.length });
    expect(await rest.ended).toBe('done');
    expect(textOf([...sink.events(), ...rest.events()])).toBe('kept and more');
  });

  it('starts a run whose process died before it began', async () => {
    const { run, kill } = await dieAfter(0, idle);
    kill();
    const heir = await serve(says('begun'));
    const event = await heir.finished(OWNER, run.runId, never);
    expect(event).toMatchObject({ status: 'completed', response: 'begun' });
    const sink = await follow(heir, run.runId);
    await sink.ended;
    expect(sink.events().filter((entry) => entry.type === 'run.started')).toHaveLength(1);
  });

  it('ends a run as cancelled that someone wanted to stop after its process had died', async () => {
    const { run, kill } = await dieAfter(1, idle);
    await untilStored(store, run.runId, 1);
    kill();
    // Before there is a process that could take the run over.
    await store.runs.requestCancel(run.runId);
    const heir = await serve(says('x'), { options: { heartbeatMs: 100 } });
    expect((await heir.cancel(OWNER, run.runId)).status).toBe('cancelled');
  });

  it('takes the runs of a process that closes over at once, and its readers may follow', async () => {
    const bus = createSharedBus();
    const first = await serve(idle, { bus, options: { leaseTtlMs: 60_000 } });
    const second = await serve(says('taken over'), { bus });
    const run = await first.start(OWNER, { message: 'hi' });
    const sink = await follow(first, run.runId);
    const remote = await follow(second, run.runId);
    await sink.reached(1);
    await first.close();
    expect(await sink.ended).toBe('handover');
    const rest = await follow(second, run.runId, { epoch: 1, seq: sink.frames.length });
    expect(await rest.ended).toBe('done');
    expect(rest.events()[0]).toMatchObject({ type: 'run.resumed', epoch: 2 });
    expect(await remote.ended).toBe('done');
    expect(textOf(remote.events())).toBe('taken over');
    expect(remote.events().filter((event) => event.type === 'run.finished')).toHaveLength(1);
  });
});
