import type { EndedBy, ResponseMetadata } from '../../lib/contract/chat.ts';
import { type AppError, type ErrorBody, toErrorBody } from '../../lib/contract/errors.ts';
import type { RunEventOf, TerminalStatus } from '../../lib/contract/events.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import { closeSummary } from '../../lib/shared/summarise-run.ts';
import type { EngineResult } from '../core/engine.ts';
import type { RunRow } from '../core/store.ts';
import type { StopRecord } from './cancel-receipt.ts';
import type { RunEnd } from './run-log.ts';
import type { Transcript } from './transcript.ts';

const UNKNOWN = 'unknown';

/** How the work on a run ended. */
export type RunOutcome =
  | { kind: 'completed'; result: EngineResult }
  | { kind: 'stopped'; status: 'cancelled' | 'interrupted'; stop?: StopRecord }
  | { kind: 'failed'; error: AppError };

type End = { ts: number; processingMs: number; planned: { provider: string; model: string } };

type Facts = {
  status: TerminalStatus;
  agent: AgentId;
  usage: Transcript['usage'];
  citations: Transcript['citations'];
  metadata: ResponseMetadata;
  error?: ErrorBody;
};

/** Who answers, or was about to when the run ended before the first model call did. */
function toAnswering({ provider, model }: Pick<Transcript, 'provider' | 'model'>, planned: End['planned']): End['planned'] {
  return provider === null && model === null ? planned : { provider: provider ?? UNKNOWN, model: model ?? UNKNOWN };
}

/** A run that failed at a limit of its own: its time, or its steps. */
const isLimit = ({ code, details }: AppError) => code === 'BUDGET_EXCEEDED' || details?.timeout_ms !== undefined;

function toEndedBy(outcome: RunOutcome): EndedBy {
  if (outcome.kind === 'completed') return outcome.result.endedBy;
  if (outcome.kind === 'stopped') return outcome.status;
  if (outcome.error.details?.cause === 'content_filter') return 'content_filter';
  return isLimit(outcome.error) ? 'limit' : 'error';
}

/** Without a result, the transcript tells as much as is known. */
function toFacts(run: RunRow, transcript: Transcript, outcome: RunOutcome, { planned, ts }: End): Facts {
  const source = outcome.kind === 'completed' ? outcome.result : transcript;
  const fallback = source.fallback ?? transcript.fallback;
  const unsupported = outcome.kind === 'completed' ? (outcome.result.unsupportedClaims ?? []) : [];
  const metadata: ResponseMetadata = {
    run_id: run.runId,
    fallback_used: fallback !== null,
    ended_by: toEndedBy(outcome),
    ...toAnswering(source, planned),
    ...(outcome.kind === 'completed' && outcome.result.limit !== undefined ? { limit: outcome.result.limit } : {}),
    ...(outcome.kind === 'completed' && outcome.result.isApology ? { no_answer: true } : {}),
    ...(fallback ? { fallback_level: fallback.level, fallback_reason: fallback.reason } : {}),
    ...(run.request.voice ? { voice_mode: true } : {}),
    ...(unsupported.length > 0 ? { unsupported_claims: [...unsupported] } : {}),
    ...(outcome.kind === 'stopped' && outcome.stop ? { stop: outcome.stop } : {}),
    run_summary: closeSummary(transcript.summary, ts),
  };
  return {
    status: outcome.kind === 'stopped' ? outcome.status : outcome.kind,
    agent: source.agent ?? 'supervisor',
    usage: source.usage,
    citations: source.citations,
    metadata,
    ...(outcome.kind === 'failed' ? { error: toErrorBody(outcome.error) } : {}),
  };
}

/** The terminal event and what the store keeps of it. */
export function toRunEnd(
  run: RunRow,
  transcript: Transcript,
  outcome: RunOutcome,
  at: End,
): { event: RunEventOf<'run.finished'>; end: RunEnd } {
  const { status, agent, usage, citations, metadata, error } = toFacts(run, transcript, outcome, at);
  const { text } = transcript;
  const event: RunEventOf<'run.finished'> = {
    type: 'run.finished',
    run_id: run.runId,
    ts: at.ts,
    status,
    response: text,
    conversation_id: run.conversationId,
    agent_used: agent,
    agent_type: agent === 'supervisor' ? 'supervisor' : 'specialist',
    timestamp: at.ts,
    messages: [
      { role: 'user', content: run.request.message },
      { role: 'assistant', content: text },
    ],
    ...(run.request.context ? { context: run.request.context } : {}),
    metadata,
    processing_time: Math.round(at.processingMs) / 1_000,
    token_usage: usage,
    ...(error ? { error } : {}),
    ...(run.request.voice ? { voiceMode: true, conversationId: run.conversationId } : {}),
  };
  const end = { status, content: text, agent, usage, metadata, citations, finishedAt: at.ts, ...(error ? { error } : {}) };
  return { event, end };
}
