import type { RunEvent, RunEventOf } from '../../lib/contract/events.ts';
import type { RunRecord } from '../../lib/contract/runs.ts';
import type { RunRow } from '../core/store.ts';

type Spans = RunRecord['spans'];
type ToolCalls = RunRecord['tool_calls'];

/** The part of a record that the events tell. */
export type RunStory = Pick<RunRecord, 'agents' | 'spans' | 'tool_calls' | 'fallbacks' | 'token_usage' | 'metadata' | 'error'>;

export const EMPTY_STORY: RunStory = { agents: [], spans: [], tool_calls: [], fallbacks: [] };

function withAgent(agents: RunStory['agents'], agent: RunStory['agents'][number]): RunStory['agents'] {
  return agents.includes(agent) ? agents : [...agents, agent];
}

function startSpan(spans: Spans, event: RunEventOf<'agent.started'>): Spans {
  const { type: _type, run_id: _runId, ts, ...span } = event;
  return [...spans.filter((other) => other.span_id !== span.span_id), { ...span, status: 'running', started_at: ts }];
}

function finishSpan(spans: Spans, event: RunEventOf<'agent.finished'>): Spans {
  const { status, duration_ms, token_usage } = event;
  return spans.map((span) => (span.span_id === event.span_id ? { ...span, status, duration_ms, token_usage } : span));
}

function startTool(calls: ToolCalls, event: RunEventOf<'tool.started'>): ToolCalls {
  const { type: _type, run_id: _runId, ts, arguments: args, ...call } = event;
  const started = { ...call, arguments: args, status: 'running' as const, started_at: ts };
  return [...calls.filter((other) => other.call_id !== call.call_id), started];
}

function finishTool(calls: ToolCalls, event: RunEventOf<'tool.finished'>): ToolCalls {
  const { status, duration_ms, summary } = event;
  return calls.map((call) => (call.call_id === event.call_id ? { ...call, status, duration_ms, summary } : call));
}

/** What is still open when a run ends, or goes on in another process, will not end by itself. */
function endOpen<T extends { status: string; started_at: number }>(
  items: T[],
  ts: number,
): (T | (T & { status: 'cancelled' }))[] {
  return items.map((item) =>
    item.status === 'running' ? { ...item, status: 'cancelled' as const, duration_ms: Math.max(0, ts - item.started_at) } : item,
  );
}

function endAllOpen(story: RunStory, ts: number): RunStory {
  return { ...story, spans: endOpen(story.spans, ts), tool_calls: endOpen(story.tool_calls, ts) };
}

function finishStory(story: RunStory, event: RunEventOf<'run.finished'>): RunStory {
  const { metadata, token_usage, error } = event;
  return {
    ...endAllOpen(story, event.ts),
    ...(metadata ? { metadata } : {}),
    ...(token_usage ? { token_usage } : {}),
    ...(error ? { error } : {}),
  };
}

/** The story after one more event. Pure. */
export function extendStory(story: RunStory, event: RunEvent): RunStory {
  switch (event.type) {
    case 'run.started':
      return { ...story, agents: withAgent(story.agents, event.agent) };
    case 'agent.started':
      return { ...story, agents: withAgent(story.agents, event.agent), spans: startSpan(story.spans, event) };
    case 'agent.finished':
      return { ...story, spans: finishSpan(story.spans, event) };
    case 'tool.started':
      return { ...story, tool_calls: startTool(story.tool_calls, event) };
    case 'tool.finished':
      return { ...story, tool_calls: finishTool(story.tool_calls, event) };
    case 'provider.switched': {
      const { from, to, reason, cause, text_offset, ts } = event;
      if (from === to) return story;
      return { ...story, fallbacks: [...story.fallbacks, { from, to, reason, ...(cause ? { cause } : {}), text_offset, ts }] };
    }
    case 'run.resumed':
      return endAllOpen(story, event.ts);
    case 'run.finished':
      return finishStory(story, event);
    default:
      return story;
  }
}

/** The answer of `GET /api/runs/{run_id}`. */
export function toRunRecord(run: RunRow, story: RunStory): RunRecord {
  return {
    run_id: run.runId,
    conversation_id: run.conversationId,
    message_id: run.messageId,
    user_message_id: run.userMessageId,
    status: run.status,
    epoch: run.epoch,
    last_seq: run.lastSeq,
    ...story,
    timings: {
      created_at: run.createdAt,
      ...(run.startedAt === null ? {} : { started_at: run.startedAt }),
      ...(run.firstTokenAt === null ? {} : { first_token_at: run.firstTokenAt }),
      ...(run.finishedAt === null ? {} : { finished_at: run.finishedAt }),
    },
  };
}
