import { z } from 'zod';
import { responseMetadata, tokenUsage } from './chat.ts';
import { errorBody, runStatus } from './events.ts';
import { agentId, conversationId, durationMs, messageId, runId, timeMs, tokenCount } from './primitives.ts';
import { failureCause } from './provider-failure.ts';

/** Answer of `POST /api/runs`. `message_id` is the assistant message that the run writes, `user_message_id` the one it answers. */
export const runAccepted = z
  .object({ run_id: runId, conversation_id: conversationId, message_id: messageId, user_message_id: messageId })
  .meta({ id: 'RunAccepted' });
export type RunAccepted = z.infer<typeof runAccepted>;

export const cancelReceipt = z
  .object({
    run_id: runId,
    status: z.enum(['completed', 'failed', 'cancelled', 'interrupted']),
    stopped_in_ms: durationMs,
    tokens_after_stop: tokenCount,
  })
  .meta({
    id: 'CancelReceipt',
    description:
      'Given once the provider socket is closed. `status` is `cancelled`, or how the run had ended before the stop arrived.',
  });
export type CancelReceipt = z.infer<typeof cancelReceipt>;

const spanStatus = z.enum(['running', 'ok', 'error', 'cancelled']);

export const agentSpan = z
  .object({
    span_id: z.string(),
    parent_span_id: z.string().optional(),
    agent: agentId,
    task: z.string().optional(),
    status: spanStatus,
    started_at: timeMs,
    duration_ms: durationMs.optional(),
    token_usage: tokenUsage.optional(),
  })
  .meta({ id: 'AgentSpan' });

export const toolCall = z
  .object({
    call_id: z.string(),
    span_id: z.string(),
    tool: z.string(),
    arguments: z.unknown(),
    status: spanStatus,
    started_at: timeMs,
    duration_ms: durationMs.optional(),
    summary: z.string().optional(),
  })
  .meta({ id: 'ToolCall' });

export const providerSwitch = z.object({
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  cause: failureCause.optional(),
  text_offset: z.int().nonnegative(),
  ts: timeMs,
});

/** The record of a run, `GET /api/runs/{run_id}`; made from its event log. */
export const runRecord = z
  .object({
    run_id: runId,
    conversation_id: conversationId,
    message_id: messageId,
    user_message_id: messageId,
    status: runStatus,
    epoch: z.int().positive(),
    last_seq: z.int().nonnegative(),
    agents: z.array(agentId),
    spans: z.array(agentSpan),
    tool_calls: z.array(toolCall),
    fallbacks: z.array(providerSwitch),
    token_usage: tokenUsage.optional(),
    metadata: responseMetadata.optional(),
    error: errorBody.optional(),
    timings: z
      .object({
        created_at: timeMs,
        started_at: timeMs.optional(),
        first_token_at: timeMs.optional(),
        finished_at: timeMs.optional(),
      })
      .meta({ description: 'Milliseconds since the epoch' }),
  })
  .meta({ id: 'Run' });
export type RunRecord = z.infer<typeof runRecord>;

/** Query of `GET /api/runs/{run_id}/stream`: an event id, or a bare sequence number. */
export const runStreamQuery = z.strictObject({ after: z.string().max(128).optional() });
