import { describe, expect, it } from 'vitest';
import { START } from '../../core/frame.ts';
import { acceptCommand, acceptOne, finishCommand, frames, INSTANCE, textOf } from '../fixtures/commands.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('the log of runs on $name', (kind) => {
  let store: OpenedStore;
  let runs: OpenedStore['runs'];

  withStore(kind, (opened) => {
    store = opened;
    runs = store.runs;
  });

  it('stores frames byte for byte and moves the run to running with the first', async () => {
    const { run, lease } = await acceptOne(runs);
    const data = '{"type":"text.delta","delta":"\\u0000 \\ud800 ü 😀 \\\\ \\" }", "offset": 1e2,  "z":1,"a":2}';
    const first = { epoch: 1, seq: 1, type: 'text.delta' as const, data };
    const snapshot = { version: '1', textLength: 3, state: { messages: ['\u0000'] } };
    expect(await runs.append([{ runId: run.runId, lease, frames: [first], snapshot, startedAt: 5, firstTokenAt: 6 }])).toEqual([
      { kind: 'ok' },
    ]);
    expect(await runs.readFrames(run.runId, START, 10)).toEqual([first]);
    expect(await runs.get(run.runId)).toMatchObject({ status: 'running', lastSeq: 1, snapshot, startedAt: 5, firstTokenAt: 6 });
  });

  it('takes several writes of several runs in one batch', async () => {
    const [one, two] = [await acceptOne(runs), await acceptOne(runs)];
    const outcomes = await runs.append([
      { runId: one.run.runId, lease: one.lease, frames: frames(1, 3) },
      { runId: two.run.runId, lease: two.lease, frames: frames(1, 1), startedAt: 7 },
      { runId: one.run.runId, lease: one.lease, frames: frames(4, 4), firstTokenAt: 8 },
      { runId: one.run.runId, lease: one.lease, frames: [], snapshot: { version: '1', textLength: 4, state: {} } },
      { runId: one.run.runId, lease: one.lease, frames: frames(6, 6) },
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok', 'fenced']);
    expect(await runs.readFrames(one.run.runId, START, 10)).toEqual(frames(1, 4));
    expect(await runs.get(one.run.runId)).toMatchObject({ lastSeq: 4, firstTokenAt: 8, snapshot: { textLength: 4 } });
    expect(await runs.get(two.run.runId)).toMatchObject({ lastSeq: 1, startedAt: 7, snapshot: null });
  });

  it('reads pages of any size from anywhere in a long log', async () => {
    const { run, lease } = await acceptOne(runs);
    for (const [first, last] of [
      [1, 1],
      [2, 90],
      [91, 95],
      [96, 200],
    ] as const) {
      await runs.append([{ runId: run.runId, lease, frames: frames(first, last) }]);
    }
    const all = frames(1, 200);
    for (const [seq, limit] of [
      [0, 1],
      [1, 7],
      [33, 64],
      [89, 2],
      [94, 300],
      [200, 5],
    ] as const) {
      expect(await runs.readFrames(run.runId, { epoch: 1, seq }, limit)).toEqual(all.slice(seq, seq + limit));
    }
  });

  it('refuses gaps, foreign tokens, unknown runs and writes after the end', async () => {
    const { run, lease } = await acceptOne(runs);
    const foreign = { ...lease, token: 'another' };
    const outcomes = await runs.append([
      { runId: run.runId, lease, frames: frames(2, 3) },
      { runId: run.runId, lease: foreign, frames: frames(1, 1) },
      { runId: 'run_unknown', lease, frames: frames(1, 1) },
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['fenced', 'fenced', 'fenced']);
    expect(await runs.finish([finishCommand(run, foreign, 1), finishCommand(run, lease, 1)])).toEqual([
      { kind: 'fenced' },
      { kind: 'ok' },
    ]);
    expect(await runs.append([{ runId: run.runId, lease, frames: frames(2, 2) }])).toEqual([{ kind: 'fenced' }]);
    expect(await runs.finish([finishCommand(run, lease, 2)])).toEqual([{ kind: 'fenced' }]);
    expect(await runs.readFrames(run.runId, START, 10)).toHaveLength(1);
  });

  it('accepts a repeated write, whose answer was lost, without storing it twice', async () => {
    const { run, lease } = await acceptOne(runs);
    const append = { runId: run.runId, lease, frames: frames(1, 3) };
    const finish = finishCommand(run, lease, 4);
    for (let time = 0; time < 2; time++) expect(await runs.append([append])).toEqual([{ kind: 'ok' }]);
    for (let time = 0; time < 2; time++) expect(await runs.finish([finish])).toEqual([{ kind: 'ok' }]);
    expect((await runs.readFrames(run.runId, START, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('finishes the run, its message and its conversation together', async () => {
    const { run, lease } = await acceptOne(runs, acceptCommand({ nowMs: 1_000 }));
    const citations = [{ index: 1, title: 'A page', quote: 'said', url: 'https://example.org' }];
    const error = { error: 'No model', code: 'PROVIDER_UNAVAILABLE' as const };
    await runs.append([{ runId: run.runId, lease, frames: frames(1, 2) }]);
    const finish = finishCommand(run, lease, 3, {
      status: 'failed',
      content: 'Half an',
      citations,
      error,
      finishedAt: 3_000,
      startedAt: 1_500,
    });
    expect(await runs.finish([finish])).toEqual([{ kind: 'ok' }]);

    expect(await runs.get(run.runId)).toMatchObject({
      status: 'failed',
      lastSeq: 3,
      agent: 'supervisor',
      usage: finish.usage,
      metadata: finish.metadata,
      error,
      startedAt: 1_500,
      finishedAt: 3_000,
    });
    const page = await store.conversations.messages('own_1', run.conversationId, 1);
    expect(page?.messages).toMatchObject([
      { content: 'Half an', status: 'failed', agent: 'supervisor', citations, metadata: finish.metadata },
    ]);
    expect(await store.conversations.get('own_1', run.conversationId)).toMatchObject({ updated_at: 3_000, active_run_id: null });
  });

  it('stays gapless under concurrent writers of the same run', async () => {
    const { run, lease } = await acceptOne(runs);
    let next = 1;
    let committed = 0;
    // Each writer claims the numbers it believes to be next, as a process would that does not know of the others.
    const writer = async () => {
      while (committed < 50) {
        const seq = committed + 1;
        const [outcome] = await runs.append([{ runId: run.runId, lease, frames: frames(seq, seq) }]);
        if (outcome?.kind === 'ok') committed = Math.max(committed, seq);
        next++;
      }
    };
    await Promise.all([writer(), writer(), writer()]);
    expect(next).toBeGreaterThan(50);
    const stored = await runs.readFrames(run.runId, START, 100);
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: stored.length }, (_, index) => index + 1));
    expect(stored.every(({ seq, data }) => data === textOf(seq))).toBe(true);
  });

  it('fences the old process after a takeover, and readers of the old epoch go on with the new one', async () => {
    const { run, lease } = await acceptOne(runs, acceptCommand({ lease: { instanceId: 'dead', token: 'old' } }));
    const { runId } = run;
    await runs.append([{ runId, lease, frames: frames(1, 3) }]);
    await runs.heartbeat(INSTANCE, 60_000);
    const taken = (await runs.takeOver(INSTANCE, () => `new ${Math.random()}`, 10)).find((other) => other.run.runId === runId);
    expect(taken?.run).toMatchObject({ epoch: 2, lastSeq: 3, status: 'running' });
    if (!taken) throw new Error('not taken over');

    expect(await runs.append([{ runId, lease, frames: frames(4, 4) }])).toEqual([{ kind: 'fenced' }]);
    expect(await runs.finish([finishCommand(run, lease, 4)])).toEqual([{ kind: 'fenced' }]);
    expect(await runs.append([{ runId, lease: taken.lease, frames: frames(4, 6, 2) }])).toEqual([{ kind: 'ok' }]);

    const seqAfter = async (epoch: number, seq: number, limit = 100) =>
      (await runs.readFrames(runId, { epoch, seq }, limit)).map((frame) => `${frame.epoch}.${frame.seq}`);
    expect(await seqAfter(0, 0)).toEqual(['1.1', '1.2', '1.3', '2.4', '2.5', '2.6']);
    expect(await seqAfter(1, 2)).toEqual(['1.3', '2.4', '2.5', '2.6']);
    expect(await seqAfter(1, 5)).toEqual(['2.4', '2.5', '2.6']);
    expect(await seqAfter(2, 5)).toEqual(['2.6']);
    expect(await seqAfter(2, 9)).toEqual([]);
    expect(await seqAfter(Number.MAX_SAFE_INTEGER, 4)).toEqual(['2.5', '2.6']);
    expect(await seqAfter(1, 1, 2)).toEqual(['1.2', '1.3']);
  });
});
