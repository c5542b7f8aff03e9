import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import type { Store } from '../core/store.ts';
import { call, say } from '../engine/fixtures/call-tool.ts';
import { createSharedBus, OWNER } from '../runs/test-kit.ts';
import { follow, startRun, withProcesses } from './fixtures/with-processes.ts';

const { paid, startProcess, scriptCalls, server, store } = withProcesses();
const never = new AbortController().signal;

describe('a restart', () => {
  it.each(['before', 'after'] as const)('with the decision %s it loses nothing and calls no model again', async (when) => {
    scriptCalls([call('pay', { amount: 5 })]);
    const former = await startProcess();
    const { runId, first } = await startRun(former);
    const { approval_id } = await first('approval.requested');
    // The process stops: what waits is handed over, not ended.
    await former.runs.drain(2_000);
    if (when === 'before') await former.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    await former.runs.close();
    expect((await store().runs.get(runId))?.status).toBe('running');

    const next = await startProcess();
    const { all } = await follow(next, runId);
    if (when === 'after') {
      await expect.poll(() => all('approval.requested').length).toBe(2);
      expect(new Set(all('approval.requested').map((event) => event.approval_id)).size).toBe(1);
      await next.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    }
    expect(await next.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed', response: 'Done.' });
    expect(paid).toHaveLength(1);
    expect(server().requests).toHaveLength(2);
  });

  it('keeps a waiting run over many of them', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    let process = await startProcess();
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    for (let restart = 0; restart < 3; restart += 1) {
      await process.runs.drain(1_000);
      await process.runs.close();
      process = await startProcess();
      const { all } = await follow(process, runId);
      await expect.poll(() => all('approval.requested').length).toBe(restart + 2);
    }
    await process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    expect(await process.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
    expect(paid).toHaveLength(1);
  });

  it('repeats no call of the same answer that was made already', async () => {
    scriptCalls([call('write_note', { text: 'a' }, 'call_a'), call('pay', { amount: 5 }, 'call_b')]);
    const former = await startProcess();
    const { runId, first } = await startRun(former);
    const { approval_id } = await first('approval.requested');
    await first('tool.finished');
    await former.runs.drain(1_000);
    await former.runs.close();
    const next = await startProcess();
    await next.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    expect(await next.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
    expect(paid).toEqual([{ text: 'a' }, { amount: 5, to: 'Ana' }]);
    const results = JSON.stringify(server().requests[1]?.body.input);
    expect(results).toContain('written');
    expect(results).toContain('paid');
  });

  it('lets a process that has lost its run without knowing do nothing', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const bus = createSharedBus();
    let isCut = false;
    const runs: Store['runs'] = {
      ...store().runs,
      heartbeat: (...values) => (isCut ? Promise.reject(new Error('cut off')) : store().runs.heartbeat(...values)),
    };
    const former = await startProcess({ bus, runs, service: { options: { leaseTtlMs: 500 } } });
    const { runId, first } = await startRun(former);
    const { approval_id } = await first('approval.requested');
    isCut = true;
    const next = await startProcess({ bus });
    await expect.poll(async () => (await store().runs.get(runId))?.epoch).toBe(2);
    const { all } = await follow(next, runId);
    await expect.poll(() => all('approval.requested').length).toBe(2);
    // Both processes hear it.
    await next.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    expect(await next.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
    await sleep(200);
    expect(paid).toHaveLength(1);
  });

  it('lets an asked agent go on where it waited', async () => {
    server().answer(({ api, body }) => {
      const text = JSON.stringify(body);
      const isAsked = text.includes('The supervisor asks you this');
      if (isAsked)
        return text.includes('function_call_output') ? wholeAnswer(api, ['It is paid.']) : say(call('pay', { amount: 7 }));
      if (text.includes('function_call_output')) return wholeAnswer(api, ['All settled.']);
      return say(call('ask_task', { question: 'Pay 7.', reason: 'It is a task.' }, 'call_ask'));
    });
    const former = await startProcess();
    const { runId, first } = await startRun(former);
    const { approval_id } = await first('approval.requested');
    await former.runs.drain(1_000);
    await former.runs.close();
    const next = await startProcess();
    await next.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    expect(await next.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed', response: 'All settled.' });
    expect(paid).toHaveLength(1);
    // The supervisor and the asked agent twice each: no call was repeated.
    expect(server().requests).toHaveLength(4);
  });
});
