import { describe, expect, it } from 'vitest';
import { runEvent, toEventId } from '../contract/events.ts';
import { parseRunEvent, reduceRun } from './run-reducer.ts';
import { createRunView, type RunFrame, type RunView } from './run-view.ts';

const RUN = 'run_1';
const CONVERSATION = 'conv_1';
const MESSAGE = 'msg_1';

let seq = 0;
function frame(event: Record<string, unknown>, at: { epoch?: number; seq?: number } = {}): RunFrame {
  seq = at.seq ?? seq + 1;
  const parsed = runEvent.parse({ run_id: RUN, ts: 1_000 + seq, ...event });
  return { id: toEventId({ runId: RUN, epoch: at.epoch ?? 1, seq }), event: parsed };
}

function reduce(...frames: RunFrame[]): RunView {
  return reduceRun(createRunView(RUN), frames);
}

function started(): RunFrame {
  seq = 0;
  return frame({ type: 'run.started', conversation_id: CONVERSATION, message_id: MESSAGE, agent: 'supervisor' });
}

const delta = (text: string, offset: number) => frame({ type: 'text.delta', delta: text, offset });
const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 };
const finished = (fields: Record<string, unknown> = {}) =>
  frame({ type: 'run.finished', status: 'completed', response: 'Hello', conversation_id: CONVERSATION, ...fields });

describe('the text of a run', () => {
  it('grows by deltas, in UTF-16 units', () => {
    const view = reduce(started(), delta('👋 ', 0), delta('Hello', 3));
    expect(view).toMatchObject({ status: 'running', text: '👋 Hello', lost: null, messageId: MESSAGE, agent: 'supervisor' });
    expect(view.firstTokenAt).toBe(1_002);
  });

  it('reports a gap and takes nothing more until it is repaired', () => {
    const view = reduce(started(), delta('Hel', 0), delta('wor', 9), delta('lo', 3));
    expect(view).toMatchObject({ text: 'Hel', lost: { expectedOffset: 3, actualOffset: 9 } });
  });

  it('leaves out a delta that it already holds', () => {
    const view = reduce(started(), delta('Hel', 0), delta('Hel', 0), delta('lo', 3));
    expect(view).toMatchObject({ text: 'Hello', duplicates: 1, lost: null });
  });

  it('reports text that contradicts what it holds', () => {
    expect(reduce(started(), delta('Hello', 0), delta('xx', 2)).lost).toEqual({ expectedOffset: 5, actualOffset: 2 });
  });

  it('leaves out frames that a replay repeats, whatever they say', () => {
    const frames = [started(), delta('a', 0), frame({ type: 'reasoning.delta', delta: 'r' }), delta('b', 1)];
    const once = reduceRun(createRunView(RUN), frames);
    const twice = reduceRun(once, frames.slice(1));
    expect(twice).toEqual({ ...once, duplicates: 3 });
  });

  it('is cut by run.resumed, and goes on in the new epoch', () => {
    const before = reduce(started(), delta('Hello wor', 0));
    const view = reduceRun(before, [
      frame({ type: 'run.resumed', epoch: 2, text_offset: 5 }, { epoch: 2, seq: 3 }),
      frame({ type: 'text.delta', delta: ', you', offset: 5 }, { epoch: 2, seq: 4 }),
    ]);
    expect(view).toMatchObject({ text: 'Hello, you', lost: null, position: { epoch: 2, seq: 4 } });
    expect(view.steps).toMatchObject([{ kind: 'resumed', epoch: 2 }]);
  });

  it('does not take late frames of an epoch that is over', () => {
    const view = reduce(
      started(),
      frame({ type: 'run.resumed', epoch: 2, text_offset: 0 }, { epoch: 2, seq: 2 }),
      frame({ type: 'text.delta', delta: 'late', offset: 0 }, { epoch: 1, seq: 9 }),
    );
    expect(view).toMatchObject({ text: '', duplicates: 1 });
  });

  it('is cut by provider.switched, and marked', () => {
    const view = reduce(
      started(),
      delta('Hello', 0),
      frame({ type: 'provider.switched', from: 'openai', to: 'offline', reason: 'timeout', text_offset: 2 }),
      delta('y!', 2),
    );
    expect(view.text).toBe('Hey!');
    expect(view.steps).toMatchObject([{ kind: 'switch', from: 'openai', to: 'offline', textOffset: 2 }]);
  });

  it('reports a cut beyond its end as loss', () => {
    const cut = frame({ type: 'provider.switched', from: 'a', to: 'b', reason: 'x', text_offset: 8 });
    expect(reduce(started(), cut).lost).toEqual({ expectedOffset: 0, actualOffset: 8 });
  });
});

describe('the end of a run', () => {
  it('settles status, usage and text, and so repairs a loss', () => {
    const view = reduce(started(), delta('He', 0), delta('o', 4), finished({ token_usage: usage, agent_used: 'code' }));
    expect(view).toMatchObject({ status: 'completed', text: 'Hello', lost: null, tokenUsage: usage, agent: 'code' });
    expect(view.finishedAt).toBe(1_004);
  });

  it('keeps the error of a failure', () => {
    const error = { error: 'No model provider could answer.', code: 'PROVIDER_UNAVAILABLE' };
    expect(reduce(started(), finished({ status: 'failed', response: '', error }))).toMatchObject({ status: 'failed', error });
  });

  it.each([
    ['completed', 'ok'],
    ['cancelled', 'cancelled'],
  ])('leaves no step running when it is %s', (status, state) => {
    const view = reduce(
      started(),
      frame({ type: 'agent.started', span_id: 's1', agent: 'supervisor' }),
      frame({ type: 'tool.started', call_id: 'c1', span_id: 's1', tool: 'calculate', arguments: {} }),
      finished({ status }),
    );
    expect(view.steps).toMatchObject([
      { state, durationMs: 2 },
      { state, durationMs: 1 },
    ]);
  });
});

describe('the steps of a run', () => {
  it('tell how many sources were read, also after a recovery that knows of fewer', () => {
    const call = { call_id: 'c1', span_id: 's1', tool: 'search_files', status: 'ok', summary: '', duration_ms: 1 };
    const finishedCall = (more: object) => frame({ type: 'tool.finished', ...call, ...more });
    expect(reduce(started(), finishedCall({})).sourceCount).toBe(0);
    expect(reduce(started(), finishedCall({ source_count: 8 }), finishedCall({ source_count: 3 })).sourceCount).toBe(8);
  });

  it('follows an agent from start to end', () => {
    const view = reduce(
      started(),
      frame({ type: 'agent.started', span_id: 's1', agent: 'research', task: 'read', parent_span_id: 's0' }),
      frame({ type: 'agent.progress', span_id: 's1', agent: 'research', step: 'read', progress: 0.5, note: 'reading 3 pages' }),
      frame({ type: 'agent.finished', span_id: 's1', agent: 'research', status: 'ok', duration_ms: 40, token_usage: usage }),
    );
    expect(view.steps).toEqual([
      {
        kind: 'agent',
        id: 's1',
        parentId: 's0',
        agent: 'research',
        task: 'read',
        note: 'reading 3 pages',
        progress: 0.5,
        state: 'ok',
        startedAt: 1_002,
        durationMs: 40,
        usage,
      },
    ]);
  });

  it('follows a tool from start to end', () => {
    const view = reduce(
      started(),
      frame({ type: 'tool.started', call_id: 'c1', span_id: 's1', tool: 'calculate', arguments: { expression: '1+1' } }),
      frame({ type: 'tool.progress', call_id: 'c1', span_id: 's1', tool: 'calculate', note: 'half', progress: 0.5 }),
      frame({
        type: 'tool.finished',
        call_id: 'c1',
        span_id: 's1',
        tool: 'calculate',
        status: 'error',
        summary: 'no number',
        duration_ms: 3,
        output: 'x',
      }),
    );
    expect(view.steps).toMatchObject([
      { kind: 'tool', tool: 'calculate', state: 'error', summary: 'no number', output: 'x', note: 'half', durationMs: 3 },
    ]);
  });

  it('keeps what a tool says while it works', () => {
    const said = (note: string) => frame({ type: 'tool.progress', call_id: 'c1', span_id: 's1', tool: 'run_python', note });
    const call = { type: 'tool.started', call_id: 'c1', span_id: 's1', tool: 'run_python', arguments: {} };
    expect(reduce(started(), frame(call), said('one'), said('two')).steps).toMatchObject([
      { note: 'two', notes: ['one', 'two'] },
    ]);
  });

  it('shows what a recovered run says again once, and nothing of its earlier life as running', () => {
    const requested = {
      type: 'approval.requested',
      approval_id: 'appr_1',
      call_id: 'c1',
      tool: 'create_task',
      arguments: {},
      risk: 'write',
      expires_at: 9_000,
    };
    const view = reduce(
      started(),
      frame({ type: 'agent.started', span_id: 's1', agent: 'task' }),
      frame(requested),
      frame({ type: 'run.resumed', epoch: 2, text_offset: 0 }, { epoch: 2, seq: 4 }),
      frame({ type: 'agent.started', span_id: 's2', agent: 'task' }, { epoch: 2, seq: 5 }),
      frame(requested, { epoch: 2, seq: 6 }),
    );
    expect(view.steps.map((step) => step.kind)).toEqual(['agent', 'approval', 'resumed', 'agent']);
    expect(view.steps).toMatchObject([{ state: 'cancelled' }, { decision: 'pending' }, {}, { state: 'running' }]);
  });

  it('notes a handoff and who answers from then on', () => {
    const view = reduce(started(), frame({ type: 'agent.handoff', from: 'supervisor', to: 'code', reason: 'a program' }));
    expect(view.agent).toBe('code');
    expect(view.steps).toMatchObject([{ kind: 'handoff', from: 'supervisor', to: 'code', reason: 'a program' }]);
  });

  const asked = {
    type: 'approval.requested',
    approval_id: 'appr_1',
    call_id: 'c1',
    tool: 'mail',
    arguments: {},
    risk: 'write',
    expires_at: 9_000,
  };
  const call = { call_id: 'c1', span_id: 's1', tool: 'mail' };
  const made = (status: string) => [
    frame({ type: 'tool.started', ...call, arguments: {} }),
    frame({ type: 'tool.finished', ...call, status, summary: 'the user rejected the call', duration_ms: 0 }),
  ];
  const decided = (decision: string, reason?: string) =>
    frame({ type: 'approval.resolved', approval_id: 'appr_1', call_id: 'c1', tool: 'mail', decision, reason });

  it.each(['reject', 'expired'])('tells a call that was answered with %s by its approval alone, under who asked', (decision) => {
    const view = reduce(started(), frame(asked), decided(decision, 'Not now'), ...made('error'));
    expect(view.steps).toMatchObject([{ kind: 'approval', decision, risk: 'write', reason: 'Not now', spanId: 's1' }]);
  });

  it('shows an approved call as asked for and as made', () => {
    const view = reduce(started(), frame(asked), decided('approve'), ...made('ok'));
    expect(view.steps).toMatchObject([
      { kind: 'approval', decision: 'approve' },
      { kind: 'tool', state: 'ok' },
    ]);
  });

  it('leaves nothing waiting when the run ends', () => {
    const view = reduce(started(), frame(asked), finished({ status: 'cancelled' }));
    expect(view.steps).toMatchObject([{ kind: 'approval', decision: 'cancelled' }]);
  });
});

describe('everything else that a run says', () => {
  it('keeps reasoning, citations, artifacts and usage', () => {
    const view = reduce(
      started(),
      frame({ type: 'reasoning.delta', delta: 'Think' }),
      frame({ type: 'reasoning.delta', delta: 'ing' }),
      frame({ type: 'citation', index: 1, url: 'https://example.com/', title: 'Example', quote: 'q' }),
      frame({ type: 'artifact', artifact_id: 'a', name: 'a.csv', mime_type: 'text/csv', size_bytes: 3 }),
      frame({ type: 'usage', input_tokens: 1, output_tokens: 2, model: 'm' }),
    );
    expect(view.reasoning).toBe('Thinking');
    expect([view.citations.length, view.artifacts.length, view.usage?.output_tokens]).toEqual([1, 1, 2]);
  });

  it('takes a source or a file that comes again for the same one', () => {
    const source = { type: 'citation', index: 1, title: 'Example', quote: 'q' };
    const file = { type: 'artifact', artifact_id: 'a', name: 'a.csv', mime_type: 'text/csv', size_bytes: 3 };
    const view = reduce(started(), frame(source), frame(file), frame({ ...source, quote: 'better' }), frame(file));
    expect(view.citations).toMatchObject([{ quote: 'better' }]);
    expect(view.artifacts).toHaveLength(1);
  });

  it('ignores other runs, unknown types and malformed events', () => {
    expect(parseRunEvent({ type: 'agent.danced', run_id: RUN, ts: 1 })).toBeNull();
    expect(parseRunEvent({ type: 'text.delta', run_id: RUN, ts: 1, delta: 5 })).toBeNull();
    expect(parseRunEvent('nonsense')).toBeNull();
    const foreign = { id: 'run_2.1.1', event: runEvent.parse({ type: 'reasoning.delta', run_id: 'run_2', ts: 1, delta: 'x' }) };
    const view = createRunView(RUN);
    expect(reduceRun(view, [foreign])).toBe(view);
  });

  it('does not change the view that it is given', () => {
    const view = Object.freeze({ ...createRunView(RUN), steps: Object.freeze([]) });
    expect(reduceRun(view, [started(), delta('a', 0)]).text).toBe('a');
    expect(view.text).toBe('');
  });
});
