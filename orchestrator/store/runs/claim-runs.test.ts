import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { acceptCommand, acceptOne, finishCommand, frames, nextCommand } from '../fixtures/commands.ts';
import { databaseKinds } from '../fixtures/test-databases.ts';
import { withStore } from '../fixtures/with-store.ts';
import type { OpenedStore } from '../open-store.ts';

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('claims on runs on $name', (kind) => {
  let store: OpenedStore;
  let runs: OpenedStore['runs'];
  let tokens = 0;
  const newToken = () => `token ${++tokens}`;

  withStore(kind, (opened) => {
    store = opened;
    runs = store.runs;
  });
  // Each test starts without runs.
  afterEach(async () => {
    const { conversations } = await store.conversations.list('own_1', 100);
    for (const { conversation_id } of conversations) await store.conversations.delete('own_1', conversation_id);
  });

  const acceptFor = (instanceId: string) => acceptOne(runs, acceptCommand({ lease: { instanceId, token: newToken() } }));

  it('leaves the runs of a living process alone, and takes those of a silent or released one, once', async () => {
    await runs.heartbeat('living', 60_000);
    await runs.heartbeat('silent', 1);
    await runs.heartbeat('leaving', 60_000);
    const mine = await acceptFor('living');
    const [silent, leaving, done] = [await acceptFor('silent'), await acceptFor('leaving'), await acceptFor('silent')];
    await runs.finish([finishCommand(done.run, done.lease, 1)]);
    await sleep(5);

    const first = await runs.takeOver('living', newToken, 10);
    expect(first.map(({ run }) => run.runId)).toEqual([silent.run.runId]);
    expect(first[0]?.lease.instanceId).toBe('living');
    await runs.release('leaving');
    const second = await runs.takeOver('living', newToken, 10);
    expect(second.map(({ run }) => run.runId)).toEqual([leaving.run.runId]);
    expect(await runs.takeOver('living', newToken, 10)).toEqual([]);
    expect(await runs.append([{ runId: mine.run.runId, lease: mine.lease, frames: frames(1, 1) }])).toEqual([{ kind: 'ok' }]);
  });

  it('keeps its own runs when its own claim has lapsed', async () => {
    const own = await acceptFor('slow');
    expect(await runs.takeOver('slow', newToken, 10)).toEqual([]);
    expect(await runs.append([{ runId: own.run.runId, lease: own.lease, frames: frames(1, 1) }])).toEqual([{ kind: 'ok' }]);
  });

  it('shares orphans out among concurrent takers, each with a token of its own', async () => {
    for (let number = 0; number < 20; number++) await acceptFor('dead');
    const takers = ['a', 'b', 'c', 'd'];
    for (const taker of takers) await runs.heartbeat(taker, 60_000);
    const shares = await Promise.all(takers.map((taker) => runs.takeOver(taker, newToken, 5)));
    const taken = shares.flat();
    expect(taken).toHaveLength(20);
    expect(new Set(taken.map(({ run }) => run.runId)).size).toBe(20);
    expect(new Set(taken.map(({ lease }) => lease.token)).size).toBe(20);
    for (const { run, lease } of taken) {
      expect(await runs.append([{ runId: run.runId, lease, frames: frames(1, 1, 2) }])).toEqual([{ kind: 'ok' }]);
    }
  });

  it('tells the owner of a run about the wish to cancel it, until the run is over', async () => {
    const { run, lease } = await acceptFor('owner');
    expect((await runs.heartbeat('owner', 60_000)).cancelRequested).toEqual([]);
    expect(await runs.requestCancel(run.runId)).toBe(true);
    expect((await runs.heartbeat('other', 60_000)).cancelRequested).toEqual([]);
    expect((await runs.heartbeat('owner', 60_000)).cancelRequested).toEqual([run.runId]);
    await runs.finish([finishCommand(run, lease, 1, { status: 'cancelled' })]);
    expect((await runs.heartbeat('owner', 60_000)).cancelRequested).toEqual([]);
    expect(await runs.requestCancel(run.runId)).toBe(false);
    expect(await runs.requestCancel('run_unknown')).toBe(false);
  });

  it('gives a run to its owner alone, the unfinished ones of a conversation, and what was said before', async () => {
    const { run, lease } = await acceptFor('owner');
    expect(await runs.get(run.runId, 'own_1')).toEqual(run);
    expect(await runs.get(run.runId, 'own_2')).toBeNull();

    const next = await acceptOne(runs, nextCommand(run, { request: { message: 'And now?' } }));
    expect(await runs.activeRuns(run.conversationId)).toEqual([run.runId, next.run.runId]);
    await runs.finish([finishCommand(run, lease, 1)]);
    expect(await runs.activeRuns(run.conversationId)).toEqual([next.run.runId]);

    const third = await acceptOne(runs, nextCommand(run, { request: { message: 'Third' } }));
    expect(await runs.history(third.run.messageId, 10)).toEqual([
      { role: 'user', content: 'How are you?' },
      { role: 'assistant', content: 'Fine, thank you.' },
      { role: 'user', content: 'And now?' },
      { role: 'user', content: 'Third' },
    ]);
    expect(await runs.history(third.run.messageId, 1)).toEqual([{ role: 'user', content: 'Third' }]);
    expect(await runs.history('msg_unknown', 10)).toEqual([]);
  });

  it('sums up the latest runs per agent, without the cancelled ones', async () => {
    expect(await runs.agentStatistics()).toEqual([]);
    const ends = [
      ['completed', 100],
      ['completed', 200],
      ['failed', 300],
      ['cancelled', 9_000],
    ] as const;
    for (const [status, durationMs] of ends) {
      const { run, lease } = await acceptFor('owner');
      await runs.finish([finishCommand(run, lease, 1, { status, agent: 'research', finishedAt: run.createdAt + durationMs })]);
    }
    expect(await runs.agentStatistics()).toEqual([{ agent: 'research', runs: 3, successes: 2, p50Ms: 200, p95Ms: 290 }]);
  });
});
