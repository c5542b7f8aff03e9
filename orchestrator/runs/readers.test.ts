import { describe, expect, it } from 'vitest';
import { START } from '../core/frame.ts';
import { createSink } from './fixtures/create-sink.ts';
import { follow, readAll } from './fixtures/follow.ts';
import { hanging, words } from './fixtures/scripts.ts';
import { withRunServices } from './fixtures/with-run-services.ts';
import { createGate, OWNER, RESULT, STRANGER } from './test-kit.ts';

const serve = withRunServices();

const never = new AbortController().signal;

describe('readers', () => {
  it('get byte-identical frames, cut at every event, before, during and after the run', async () => {
    const service = await serve(words(60));
    const run = await service.start(OWNER, { message: 'hi' });
    const first = await follow(service, run.runId);
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
    const first = await follow(service, run.runId);
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
    const quick = await follow(service, run.runId);
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
    const slow = await follow(service, run.runId);
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
