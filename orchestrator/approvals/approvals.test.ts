import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { call, say } from '../engine/fixtures/call-tool.ts';
import { createSharedBus, OWNER, STRANGER } from '../runs/test-kit.ts';
import { startRun, withProcesses } from './fixtures/with-processes.ts';

const { paid, startProcess, scriptCalls, server, store } = withProcesses();
const never = new AbortController().signal;

describe('a call that costs money', () => {
  it('waits for a person, and is made once after the approval', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess();
    const { runId, first, all } = await startRun(process);
    const asked = await first('approval.requested');
    expect(asked).toMatchObject({ tool: 'pay', arguments: { amount: 5 }, risk: 'spend', call_id: 'call_1' });
    const [waiting] = await process.inbox.list(OWNER.ownerId, 'pending');
    expect(waiting).toMatchObject({ approval_id: asked.approval_id, run_id: runId, agent: 'supervisor', status: 'pending' });
    expect(waiting?.why).toContain('costs money');
    expect(paid).toEqual([]);
    expect(all('tool.started')).toEqual([]);

    await process.inbox.decide(OWNER.ownerId, asked.approval_id, { decision: 'approve' });
    expect(await process.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed', response: 'Done.' });
    expect(paid).toEqual([{ amount: 5, to: 'Ana' }]);
    expect(await first('approval.resolved')).toMatchObject({ decision: 'approve', approval_id: asked.approval_id });
    expect(server().requests).toHaveLength(2);
  });

  it('is made with the arguments of the person, and the model is told', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess();
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    await expect(
      process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve', arguments: { amount: -1 } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path: 'arguments.amount' }] } });
    expect(await process.inbox.list(OWNER.ownerId, 'pending')).toHaveLength(1);
    await process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve', arguments: { amount: 3, to: 'Bob' } });
    await process.runs.finished(OWNER, runId, never);
    expect(paid).toEqual([{ amount: 3, to: 'Bob' }]);
    expect(await first('tool.started')).toMatchObject({ arguments: { amount: 3, to: 'Bob' } });
    expect(JSON.stringify(server().requests[1]?.body.input)).toContain('changed_by_the_user');
  });

  it('is not made after a rejection; the model hears why', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess();
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    await process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'reject', reason: 'too much' });
    const { status, metadata } = await process.runs.finished(OWNER, runId, never);
    expect(status).toBe('completed');
    expect(paid).toEqual([]);
    expect(await first('approval.resolved')).toMatchObject({ decision: 'reject', reason: 'too much' });
    const asked = { tool: 'pay', arguments: { amount: 5 }, decision: 'reject', reason: 'too much' };
    expect(metadata?.run_summary).toMatchObject({ parts: [{ kind: 'agent', agent: 'supervisor' }], approvals: [asked] });
    expect(JSON.stringify(server().requests[1]?.body.input)).toContain('too much');
  });

  it('expires', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess({ expiryMs: 100 });
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    expect(await process.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
    expect(await first('approval.resolved')).toMatchObject({ decision: 'expired' });
    expect(paid).toEqual([]);
    await expect(process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { status: 'expired' },
    });
  });

  it('is asked about again when the model uses the same call id again', async () => {
    scriptCalls([call('pay', { amount: 5 })], [call('pay', { amount: 500 })]);
    const process = await startProcess();
    const { runId, all } = await startRun(process);
    for (const count of [1, 2]) {
      await expect.poll(() => all('approval.requested').length).toBe(count);
      const asked = all('approval.requested')[count - 1];
      await process.inbox.decide(OWNER.ownerId, asked?.approval_id ?? '', { decision: count === 1 ? 'approve' : 'reject' });
    }
    await process.runs.finished(OWNER, runId, never);
    expect(paid).toEqual([{ amount: 5, to: 'Ana' }]);
  });

  it('is withdrawn from the inbox when its run is stopped', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess();
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    expect(await process.runs.cancel(OWNER, runId)).toMatchObject({ status: 'cancelled' });
    const approval = await store().approvals.get(OWNER.ownerId, approval_id);
    expect(approval?.status).toBe('cancelled');
    expect(paid).toEqual([]);
  });
});

describe('a decision', () => {
  it('counts exactly once, however many make it at the same time', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess();
    const other = await startProcess();
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        [process, other][index % 2]?.inbox.decide(OWNER.ownerId, approval_id, { decision: index % 3 ? 'reject' : 'approve' }),
      ),
    );
    const final = (await store().approvals.get(OWNER.ownerId, approval_id))?.status;
    for (const [index, outcome] of outcomes.entries()) {
      const own = index % 3 ? 'rejected' : 'approved';
      if (own === final) expect(outcome).toMatchObject({ status: 'fulfilled' });
      else expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CONFLICT' } });
    }
    await process.runs.finished(OWNER, runId, never);
    expect(paid).toHaveLength(final === 'approved' ? 1 : 0);
  });

  it('is for the owner alone', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const process = await startProcess();
    const { first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    await expect(process.inbox.decide(STRANGER.ownerId, approval_id, { decision: 'approve' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await process.inbox.list(STRANGER.ownerId)).toEqual([]);
    expect(paid).toEqual([]);
  });

  it('is noticed although the bus has lost it', async () => {
    scriptCalls([call('pay', { amount: 5 })]);
    const bus = createSharedBus();
    const process = await startProcess({ bus });
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    bus.isLossy = true;
    await process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    expect(await process.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
  });
});

describe('while it waits, a run', () => {
  it('takes no turn from others and none of its own time', async () => {
    server().answer(({ api, body }, index) =>
      index === 0
        ? say(call('pay', { amount: 5 }))
        : wholeAnswer(api, [JSON.stringify(body).includes('other') ? 'The other.' : 'Done.']),
    );
    const process = await startProcess({ service: { options: { maxConcurrentRuns: 1, runTimeoutMs: 5_000 } } });
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    const second = await process.runs.start(OWNER, { message: 'other' });
    expect(await process.runs.finished(OWNER, second.runId, never)).toMatchObject({ response: 'The other.' });
    await sleep(5_200);
    await process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    expect(await process.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
  });
});

describe('after a run has read what strangers wrote', () => {
  it('effects need approval that needed none before', async () => {
    scriptCalls([call('write_note', { text: 'a' })], [call('read_wall', {})], [call('write_note', { text: 'b' })]);
    const process = await startProcess();
    const { runId, first } = await startRun(process);
    const asked = await first('approval.requested');
    expect(asked).toMatchObject({ tool: 'write_note', arguments: { text: 'b' }, risk: 'write' });
    expect(paid).toEqual([{ text: 'a' }]);
    expect((await store().approvals.get(OWNER.ownerId, asked.approval_id))?.why).toContain('strangers');
    await process.inbox.decide(OWNER.ownerId, asked.approval_id, { decision: 'reject' });
    await process.runs.finished(OWNER, runId, never);
    expect(paid).toHaveLength(1);
  });

  it('addresses that it was given may be followed, those that it makes up need approval', async () => {
    scriptCalls(
      [call('visit', { url: 'https://anywhere.example/' })],
      [call('read_wall', {})],
      [call('visit', { url: 'https://known.example/a?b=c' })],
      [call('visit', { url: 'https://known.example/a?b=secret' })],
    );
    const process = await startProcess();
    const { runId, first, all } = await startRun(process);
    const asked = await first('approval.requested');
    expect(asked).toMatchObject({ tool: 'visit', arguments: { url: 'https://known.example/a?b=secret' } });
    expect(all('tool.finished').map((event) => event.tool)).toEqual(['visit', 'read_wall', 'visit']);
    await process.inbox.decide(OWNER.ownerId, asked.approval_id, { decision: 'reject' });
    expect(await process.runs.finished(OWNER, runId, never)).toMatchObject({ status: 'completed' });
  });
});

describe('the policy `always`', () => {
  it('asks about every effect', async () => {
    scriptCalls([call('write_note', { text: 'a' })]);
    const process = await startProcess({ engine: { approvalPolicy: 'always' } });
    const { runId, first } = await startRun(process);
    const { approval_id } = await first('approval.requested');
    await process.inbox.decide(OWNER.ownerId, approval_id, { decision: 'approve' });
    await process.runs.finished(OWNER, runId, never);
    expect(paid).toEqual([{ text: 'a' }]);
  });
});
