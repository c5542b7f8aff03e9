import { describe, expect, it } from 'vitest';
import { type RunEvent, runEvent } from '../contract/events.ts';
import { runSummary } from '../contract/run-summary.ts';
import { closeSummary, EMPTY_SUMMARY, extendSummary } from './summarise-run.ts';

const RUN = 'run_1';
const USAGE = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };

function summarise(...events: object[]) {
  const parsed = events.map((event, index): RunEvent => runEvent.parse({ run_id: RUN, ts: 1_000 + index, ...event }));
  return runSummary.parse(closeSummary(parsed.reduce(extendSummary, EMPTY_SUMMARY), 2_000));
}

const started = { type: 'run.started', conversation_id: 'conv_1', message_id: 'msg_1', agent: 'supervisor' };
const agent = (id: string, name: string) => ({ type: 'agent.started', span_id: id, agent: name });
const tool = (callId: string, name = 'web_search') => ({ call_id: callId, span_id: 's', tool: name });
const begin = (callId: string, name?: string) => ({ type: 'tool.started', ...tool(callId, name), arguments: {} });
const end = (callId: string, status: string, name?: string) => ({
  type: 'tool.finished',
  ...tool(callId, name),
  status,
  summary: '',
  duration_ms: 1,
});
const asked = (id: string, callId: string, args: unknown = { title: 'Call Ana' }) => ({
  type: 'approval.requested',
  approval_id: id,
  call_id: callId,
  tool: 'create_task',
  arguments: args,
  risk: 'write',
  expires_at: 9_000,
});
const decided = (id: string, callId: string, decision: string, reason?: string) => ({
  type: 'approval.resolved',
  approval_id: id,
  call_id: callId,
  tool: 'create_task',
  decision,
  reason,
});

describe('the summary of a run', () => {
  it('names each part once, in the order of their first appearance, and tells how long it took', () => {
    const summary = summarise(
      started,
      agent('a', 'supervisor'),
      { type: 'agent.handoff', from: 'supervisor', to: 'research', reason: 'It stands on a page' },
      agent('b', 'research'),
      { type: 'reasoning.delta', delta: 'Hm' },
      begin('c1'),
      end('c1', 'error'),
      begin('c2'),
      end('c2', 'ok'),
      begin('c3'),
      end('c3', 'error'),
      agent('c', 'supervisor'),
      { type: 'provider.switched', from: 'openai', to: 'ollama', reason: 'r', cause: 'rate_limited', text_offset: 0 },
      { type: 'agent.finished', span_id: 'c', agent: 'supervisor', status: 'ok', duration_ms: 1, token_usage: USAGE },
    );
    expect(summary).toEqual({
      started_at: 1_000,
      duration_ms: 1_000,
      handoff: { to: 'research', reason: 'It stands on a page' },
      has_reasoning: true,
      parts: [
        { kind: 'agent', agent: 'supervisor' },
        { kind: 'agent', agent: 'research' },
        { kind: 'tool', tool: 'web_search', status: 'ok' },
        { kind: 'switch', from: 'openai', to: 'ollama', reason: 'r', cause: 'rate_limited' },
      ],
    });
  });

  it.each(['reject', 'expired'])('holds a call that was answered with %s as asked for, not as made', (decision) => {
    const summary = summarise(
      asked('appr_1', 'c1'),
      decided('appr_1', 'c1', decision, 'Not this year'),
      begin('c1', 'create_task'),
      end('c1', 'error', 'create_task'),
    );
    expect(summary.parts).toEqual([]);
    expect(summary.approvals).toMatchObject([{ tool: 'create_task', decision, reason: 'Not this year' }]);
  });

  it('holds an approved call as asked for and as made', () => {
    const summary = summarise(asked('appr_1', 'c1'), decided('appr_1', 'c1', 'approve'), begin('c1', 'create_task'));
    expect(summary.parts).toEqual([{ kind: 'tool', tool: 'create_task', status: 'cancelled' }]);
    expect(summary.approvals).toMatchObject([{ decision: 'approve' }]);
  });

  it('leaves nothing waiting after the end', () => {
    expect(summarise(asked('appr_1', 'c1')).approvals).toMatchObject([{ decision: 'cancelled' }]);
  });

  it('counts what a recovered run asks again once', () => {
    const resumed = { type: 'run.resumed', epoch: 2, text_offset: 0 };
    const summary = summarise(begin('c0'), asked('appr_1', 'c1'), resumed, asked('appr_1', 'c1'), resumed);
    expect(summary.approvals).toHaveLength(1);
    expect(summary.parts).toEqual([{ kind: 'tool', tool: 'web_search', status: 'cancelled' }, { kind: 'resumed' }]);
  });

  it.each([
    ['a huge program', { code: 'x'.repeat(100_000), file_ids: ['a'], timeout_seconds: 3 }],
    ['a lone surrogate at the cut', { code: `${'x'.repeat(198)}${'😀'.repeat(9)}` }],
    ['very many', Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, 'v'.repeat(500)]))],
    ['no object', 'text'],
    ['nothing', null],
    ['a list', [1, 2]],
  ])('stays small: %s as arguments', (_, args) => {
    const text = JSON.stringify(summarise(asked('appr_1', 'c1', args)));
    expect(text.length).toBeLessThan(2_500);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/\\ud[89a-f]/i);
  });

  it('stays small whatever a run does', () => {
    const events = Array.from({ length: 500 }, (_, index) => [
      begin(`c${index}`, `tool_${index}`),
      asked(`appr_${index}`, `d${index}`),
      { type: 'agent.handoff', from: 'supervisor', to: 'code', reason: 'r'.repeat(10_000) },
    ]).flat();
    const { parts, approvals } = summarise(...events);
    expect([parts.length, approvals?.length]).toEqual([24, 12]);
  });
});
