import { describe, expect, it } from 'vitest';
import { START } from '../core/frame.ts';
import type { RunStore, Store } from '../core/store.ts';
import { follow } from './fixtures/follow.ts';
import { idle, says } from './fixtures/scripts.ts';
import { untilStored } from './fixtures/until-stored.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { createGate, createService, createSharedBus, OWNER, RESULT, type Script, textOf } from './test-kit.ts';

let store: Store;
const serve = withRunServices((opened) => {
  store = opened;
});

const never = new AbortController().signal;

const slowWords: Script = async function* (_input, signal) {
  for (let index = 0; index < 40; index += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    signal.throwIfAborted();
    yield { type: 'text.delta', delta: `${index} ` };
  }
  return RESULT;
};

describe('another replica', () => {
  it.each([false, true])('streams a run that it does not own, byte-identical (bus lost: %s)', async (isLossy) => {
    const bus = createSharedBus();
    const owner = await serve(slowWords, { bus });
    const other = await serve(idle, { bus });
    bus.isLossy = isLossy;
    const run = await owner.start(OWNER, { message: 'hi' });
    const local = await follow(owner, run.runId);
    const remote = await follow(other, run.runId);
    await local.reached(10);
    const late = await follow(other, run.runId, { epoch: 1, seq: 5 });
    expect(await Promise.all([local.ended, remote.ended, late.ended])).toEqual(['done', 'done', 'done']);
    expect(remote.frames).toEqual(local.frames);
    expect(late.frames).toEqual(local.frames.slice(5));
    expect((await other.finished(OWNER, run.runId, never)).status).toBe('completed');
  });

  it.each([false, true])('can stop a run that it does not own (bus lost: %s)', async (isLossy) => {
    const bus = createSharedBus();
    const owner = await serve(idle, { bus });
    const other = await serve(idle, { bus });
    bus.isLossy = isLossy;
    const run = await owner.start(OWNER, { message: 'hi' });
    const receipt = await other.cancel(OWNER, run.runId);
    expect(receipt).toMatchObject({ status: 'cancelled', tokens_after_stop: 2 });
    expect(await other.cancel(OWNER, run.runId)).toEqual(receipt);
    expect(await owner.cancel(OWNER, run.runId)).toEqual(receipt);
  });

  it('ends the readers of a run that was deleted', async () => {
    const bus = createSharedBus();
    const owner = await serve(idle, { bus });
    const other = await serve(idle, { bus });
    const run = await owner.start(OWNER, { message: 'hi' });
    const remote = await follow(other, run.runId);
    await remote.reached(1);
    await store.conversations.delete(OWNER.ownerId, run.conversationId);
    expect(await remote.ended).toBe('gone');
  });
});

describe('fencing', () => {
  it('a process that lost its run writes nothing more and hands its readers over', async () => {
    let isFrozen = false;
    // Its heartbeats do not arrive, everything else does.
    const frozen: RunStore = {
      ...store.runs,
      heartbeat: (...values) => (isFrozen ? new Promise(() => {}) : store.runs.heartbeat(...values)),
    };
    const gate = createGate();
    let isStopped = false;
    const zombie = createService(
      frozen,
      async function* (_input, signal) {
        signal.addEventListener('abort', () => {
          isStopped = true;
        });
        yield { type: 'text.delta', delta: 'first ' };
        await gate.opened;
        for (let index = 0; index < 200; index += 1) {
          await new Promise((resolve) => setTimeout(resolve, 2));
          signal.throwIfAborted();
          yield { type: 'text.delta', delta: 'zombie ' };
        }
        return RESULT;
      },
      { options: { leaseTtlMs: 400 } },
    );
    await zombie.startMaintenance();
    const run = await zombie.start(OWNER, { message: 'hi' });
    const sink = await follow(zombie, run.runId);
    await sink.reached(2);
    await untilStored(store, run.runId, 2);
    isFrozen = true;
    const heir = await serve(says('second'));
    expect((await heir.finished(OWNER, run.runId, never)).response).toBe('second');
    gate.open();
    expect(await sink.ended).toBe('handover');
    expect(isStopped).toBe(true);
    expect(sink.events().some((event) => event.type === 'run.finished')).toBe(false);
    const log = await store.runs.readFrames(run.runId, START, 1_000);
    expect(log.map((frame) => frame.seq)).toEqual(log.map((_, index) => index + 1));
    expect(log.filter((frame) => frame.type === 'run.finished')).toHaveLength(1);
    const last = sink.frames.at(-1);
    const rest = await follow(heir, run.runId, { epoch: 1, seq: last?.seq ?? 0 });
    await rest.ended;
    expect(textOf([...sink.events(), ...rest.events()])).toBe('second');
  });
});
