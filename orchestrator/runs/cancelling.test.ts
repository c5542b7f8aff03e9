import { describe, expect, it } from 'vitest';
import { follow, readAll } from './fixtures/follow.ts';
import { hanging, hello } from './fixtures/scripts.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { OWNER, RESULT, untilAbort } from './test-kit.ts';

const serve = withRunServices();

const never = new AbortController().signal;

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
    const sink = await follow(service, run.runId);
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
    const sink = await follow(service, run.runId);
    await sink.reached(2);
    await service.cancel(OWNER, run.runId);
    expect(sink.events().at(-1)).toMatchObject({ status: 'cancelled', response: 'before' });
  });
});
