import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  fromEventId,
  type RunEvent,
  type RunEventOf,
  type RunEventType,
  runEvent,
  toEventId,
  toEventsJsonSchema,
} from './events.ts';

const base = { run_id: 'run_a', ts: 1 };
const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };

/** One of each; a new type without a sample does not compile. */
const SAMPLES: { [T in RunEventType]: RunEventOf<T> } = {
  'run.started': { type: 'run.started', ...base, conversation_id: 'conv_a', message_id: 'msg_a', agent: 'supervisor' },
  'run.resumed': { type: 'run.resumed', ...base, epoch: 2, text_offset: 5 },
  'agent.started': { type: 'agent.started', ...base, span_id: 's', agent: 'code', task: 'count' },
  'agent.progress': { type: 'agent.progress', ...base, span_id: 's', agent: 'code', step: 'run', progress: 0.5, note: 'half' },
  'agent.finished': {
    type: 'agent.finished',
    ...base,
    span_id: 's',
    agent: 'code',
    status: 'ok',
    duration_ms: 1.5,
    token_usage: usage,
  },
  'agent.handoff': { type: 'agent.handoff', ...base, from: 'supervisor', to: 'code', reason: 'It is about code.' },
  'text.delta': { type: 'text.delta', ...base, delta: 'a', offset: 0 },
  'reasoning.delta': { type: 'reasoning.delta', ...base, delta: 'thinking' },
  'tool.started': {
    type: 'tool.started',
    ...base,
    call_id: 'c',
    span_id: 's',
    tool: 'calculate',
    arguments: { expression: '1+1' },
  },
  'tool.progress': { type: 'tool.progress', ...base, call_id: 'c', span_id: 's', tool: 'calculate', note: 'still' },
  'tool.finished': {
    type: 'tool.finished',
    ...base,
    call_id: 'c',
    span_id: 's',
    tool: 'calculate',
    status: 'ok',
    summary: '2',
    duration_ms: 1,
  },
  'approval.requested': {
    type: 'approval.requested',
    ...base,
    approval_id: 'appr_a',
    call_id: 'c',
    tool: 'write_file',
    arguments: {},
    risk: 'write',
    expires_at: 2,
  },
  'approval.resolved': {
    type: 'approval.resolved',
    ...base,
    approval_id: 'appr_a',
    call_id: 'c',
    tool: 'write_file',
    decision: 'reject',
  },
  citation: {
    type: 'citation',
    ...base,
    index: 1,
    file_id: 'file_a',
    title: 'Report',
    page: 3,
    quote: 'so',
    char_start: 1,
    char_end: 3,
  },
  artifact: { type: 'artifact', ...base, artifact_id: 'art_a', name: 'plot.png', mime_type: 'image/png', size_bytes: 10 },
  'provider.switched': { type: 'provider.switched', ...base, from: 'openai', to: 'offline', reason: 'timeout', text_offset: 0 },
  usage: { type: 'usage', ...base, input_tokens: 1, output_tokens: 2, model: 'gpt-5' },
  'run.finished': {
    type: 'run.finished',
    ...base,
    status: 'failed',
    response: 'half',
    conversation_id: 'conv_a',
    metadata: { run_id: 'run_a', fallback_used: false, provider: 'openai', model: 'gpt-5' },
    error: { error: 'No model provider could answer.', code: 'PROVIDER_UNAVAILABLE' },
  },
};
const samples = Object.entries(SAMPLES) as [RunEventType, RunEvent][];

describe('run events', () => {
  const validate = new Ajv2020({ strict: false }).compile(toEventsJsonSchema());

  it.each(samples)('%s passes zod and the published JSON Schema', (_type, event) => {
    expect(runEvent.parse(event)).toEqual(event);
    expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(samples)('%s needs its run and its time', (_type, { run_id: _runId, ...event }) => {
    expect(runEvent.safeParse(event).success).toBe(false);
    expect(validate(event)).toBe(false);
  });

  it('are told apart by their type', () => {
    expectTypeOf<Extract<RunEvent, { type: 'text.delta' }>['offset']>().toEqualTypeOf<number>();
    expectTypeOf<RunEvent['type']>().toEqualTypeOf<RunEventType>();
    expect(runEvent.safeParse({ type: 'unknown', ...base }).success).toBe(false);
  });
});

describe('event ids', () => {
  it('are read as they are written', () => {
    const position = { runId: 'run_a1', epoch: 2, seq: 345 };
    expect(toEventId(position)).toBe('run_a1.2.345');
    expect(fromEventId('run_a1.2.345')).toEqual(position);
  });

  it.each([
    '',
    'run_a',
    'run_a.1',
    'run_a.1.2.3',
    'run_a.-1.2',
    'conv_a.1.2',
    'run_a.1.2 ',
    'run_a.1.1e9',
    'run_.1.1',
    `run_a.1.${'9'.repeat(10)}`,
  ])('cannot be %j', (text) => {
    expect(fromEventId(text)).toBeNull();
  });
});
