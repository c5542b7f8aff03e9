import { z } from 'zod';
import { chatResponse, sourceSupport, tokenUsage } from './chat.ts';
import { ERROR_CODES } from './errors.ts';
import {
  agentId,
  approvalId,
  conversationId,
  durationMs,
  fileId,
  jsonObject,
  messageId,
  runId,
  timeMs,
  tokenCount,
} from './primitives.ts';
import { failureCause } from './provider-failure.ts';
import { APPROVAL_DECISIONS } from './run-summary.ts';

export const RUN_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled', 'interrupted'] as const;
export const TERMINAL_STATUSES = ['completed', 'failed', 'cancelled', 'interrupted'] as const;
export const runStatus = z.enum(RUN_STATUSES).meta({ id: 'RunStatus' });
export type RunStatus = z.infer<typeof runStatus>;
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

export const errorBody = z
  .object({ error: z.string(), code: z.enum(ERROR_CODES), details: jsonObject.optional() })
  .meta({ id: 'Error', description: 'Every non-2xx answer: `error` is for people, `code` is stable.' });

const spanStatus = z.enum(['ok', 'error', 'cancelled']);
const textOffset = z.int().nonnegative().meta({ description: 'UTF-16 code units' });
const spanId = z.string();
const callId = z.string();

const base = { run_id: runId, ts: timeMs };

function event<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), ...base, ...shape });
}

export const runStarted = event('run.started', { conversation_id: conversationId, message_id: messageId, agent: agentId });
export const runResumed = event('run.resumed', { epoch: z.int().positive(), text_offset: textOffset });
export const agentStarted = event('agent.started', {
  span_id: spanId,
  parent_span_id: spanId.optional(),
  agent: agentId,
  task: z.string().optional(),
});
export const agentProgress = event('agent.progress', {
  span_id: spanId,
  agent: agentId,
  step: z.string(),
  progress: z.number().min(0).max(1),
  note: z.string(),
});
export const agentFinished = event('agent.finished', {
  span_id: spanId,
  agent: agentId,
  status: spanStatus,
  duration_ms: durationMs,
  token_usage: tokenUsage,
});
export const agentHandoff = event('agent.handoff', { from: agentId, to: agentId, reason: z.string() });
export const textDelta = event('text.delta', { delta: z.string(), offset: textOffset });
export const reasoningDelta = event('reasoning.delta', { delta: z.string() });
export const toolStarted = event('tool.started', { call_id: callId, span_id: spanId, tool: z.string(), arguments: z.unknown() });
export const toolProgress = event('tool.progress', {
  call_id: callId,
  span_id: spanId,
  tool: z.string(),
  note: z.string(),
  progress: z.number().min(0).max(1).optional(),
});
export const toolFinished = event('tool.finished', {
  call_id: callId,
  span_id: spanId,
  tool: z.string(),
  status: spanStatus,
  summary: z.string(),
  duration_ms: durationMs,
  output: z.unknown().optional(),
  source_count: z
    .int()
    .nonnegative()
    .optional()
    .meta({ description: 'Sources that the run has read so far: `[1]` to `[n]` in the answer name them. Absent: none' }),
});
export const approvalRequested = event('approval.requested', {
  approval_id: approvalId,
  call_id: callId,
  tool: z.string(),
  arguments: z.unknown(),
  risk: z.enum(['read', 'write', 'execute', 'spend']),
  expires_at: timeMs,
});
export const approvalResolved = event('approval.resolved', {
  approval_id: approvalId,
  call_id: callId,
  tool: z.string(),
  decision: z.enum(APPROVAL_DECISIONS),
  reason: z.string().optional().meta({ description: 'What the person who decided gave as the reason' }),
});
export const citation = event('citation', {
  index: z.int().positive(),
  file_id: fileId.optional(),
  url: z.string().optional(),
  title: z.string(),
  page: z.int().positive().optional(),
  quote: z.string(),
  char_start: textOffset.optional(),
  char_end: textOffset.optional(),
  support: sourceSupport.optional(),
});
export const artifact = event('artifact', {
  artifact_id: z.string(),
  name: z.string(),
  mime_type: z.string(),
  size_bytes: z.int().nonnegative(),
});
/** `from` and `to` are the same where text is taken back only: it turned out to be reasoning. */
export const providerSwitched = event('provider.switched', {
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  cause: failureCause.optional(),
  text_offset: textOffset,
});
export const usage = event('usage', {
  input_tokens: tokenCount,
  output_tokens: tokenCount,
  reasoning_tokens: tokenCount.optional(),
  cost_usd: z.number().nonnegative().optional(),
  model: z.string(),
  provider: z.string().optional(),
});
export const runFinished = event('run.finished', {
  status: z.enum(TERMINAL_STATUSES),
  ...chatResponse.shape,
  error: errorBody.optional(),
  voiceMode: z.boolean().optional(),
  conversationId: conversationId.optional(),
});

/** Everything that a run can say, in SSE `data:` lines and WebSocket frames alike. Clients ignore unknown types. */
export const runEvent = z
  .discriminatedUnion('type', [
    runStarted,
    runResumed,
    agentStarted,
    agentProgress,
    agentFinished,
    agentHandoff,
    textDelta,
    reasoningDelta,
    toolStarted,
    toolProgress,
    toolFinished,
    approvalRequested,
    approvalResolved,
    citation,
    artifact,
    providerSwitched,
    usage,
    runFinished,
  ])
  .meta({ id: 'RunEvent' });
export type RunEvent = z.infer<typeof runEvent>;
export type RunEventType = RunEvent['type'];
export type RunEventOf<T extends RunEventType> = Extract<RunEvent, { type: T }>;

/** Payload of the frame after the terminal event. */
export const STREAM_DONE = '[DONE]';

/** Position of an event: `epoch` starts at 1 and grows with each recovery; `seq` starts at 1 and is gapless within the run. */
export type EventPosition = { runId: string; epoch: number; seq: number };

const EVENT_ID = /^(run_[0-9A-Za-z]{1,64})\.(\d{1,9})\.(\d{1,9})$/;

export function toEventId(position: EventPosition): string {
  return `${position.runId}.${position.epoch}.${position.seq}`;
}

/** `null` when the text is no event id. Never throws. */
export function fromEventId(text: string): EventPosition | null {
  const match = EVENT_ID.exec(text);
  if (!match) return null;
  return { runId: match[1] as string, epoch: Number(match[2]), seq: Number(match[3]) };
}

/** JSON Schema (2020-12) of the event union, served at `GET /api/schema/events.json`. */
export function toEventsJsonSchema(): Record<string, unknown> {
  return { title: 'Cartrita run events', ...z.toJSONSchema(runEvent) };
}
