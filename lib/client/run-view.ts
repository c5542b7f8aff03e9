import type { ResponseMetadata, TokenUsage } from '../contract/chat.ts';
import type { EventPosition, RunEvent, RunEventOf, RunStatus } from '../contract/events.ts';
import type { AgentId } from '../contract/primitives.ts';
import type { AskedCall } from '../contract/run-summary.ts';

export type RiskClass = RunEventOf<'approval.requested'>['risk'];

export type StepState = 'running' | 'ok' | 'error' | 'cancelled';

type Timed = { state: StepState; startedAt: number; durationMs?: number; note?: string; progress?: number };

export type AgentStep = Timed & {
  kind: 'agent';
  id: string;
  parentId?: string;
  agent: AgentId;
  task?: string;
  usage?: TokenUsage;
};
export type ToolStep = Timed & {
  kind: 'tool';
  id: string;
  spanId: string;
  tool: string;
  arguments: unknown;
  /** What it said while it worked, oldest first. */
  notes: readonly string[];
  summary?: string;
  output?: unknown;
};
export type NoteStep =
  | { kind: 'handoff'; id: string; from: AgentId; to: AgentId; reason: string; at: number }
  | { kind: 'switch'; id: string; from: string; to: string; reason: string; textOffset: number; at: number }
  | { kind: 'resumed'; id: string; epoch: number; at: number };
export type ApprovalStep = {
  kind: 'approval';
  id: string;
  callId: string;
  tool: string;
  arguments: unknown;
  risk: RiskClass;
  expiresAt: number;
  decision: AskedCall['decision'];
  /** Of the person who decided. */
  reason?: string;
  /** Of the agent that asked; known once the call is settled. */
  spanId?: string;
  at: number;
};
export type TimelineStep = AgentStep | ToolStep | NoteStep | ApprovalStep;

/** What a reader knows of a run, made from its events alone. Times in milliseconds since the epoch. */
export type RunView = {
  runId: string;
  conversationId: string | null;
  messageId: string | null;
  status: RunStatus;
  agent: AgentId | null;
  text: string;
  reasoning: string;
  steps: readonly TimelineStep[];
  citations: readonly RunEventOf<'citation'>[];
  /** `[1]` to `[n]` of the answer may name sources, also before their citations have come. */
  sourceCount: number;
  artifacts: readonly RunEventOf<'artifact'>[];
  usage: RunEventOf<'usage'> | null;
  tokenUsage: TokenUsage | null;
  metadata: ResponseMetadata | null;
  error: NonNullable<RunEventOf<'run.finished'>['error']> | null;
  startedAt: number | null;
  firstTokenAt: number | null;
  finishedAt: number | null;
  /** The newest event that is part of this view. */
  position: EventPosition | null;
  /** Events that came twice and were left out. */
  duplicates: number;
  /** Set when text is missing: the view can only be made whole by reading the run from its start. */
  lost: { expectedOffset: number; actualOffset: number } | null;
};

/** One event with its id, as a transport delivers it. */
export type RunFrame = { id: string; event: RunEvent };

export function createRunView(runId: string): RunView {
  return {
    runId,
    conversationId: null,
    messageId: null,
    status: 'queued',
    agent: null,
    text: '',
    reasoning: '',
    steps: [],
    citations: [],
    sourceCount: 0,
    artifacts: [],
    usage: null,
    tokenUsage: null,
    metadata: null,
    error: null,
    startedAt: null,
    firstTokenAt: null,
    finishedAt: null,
    position: null,
    duplicates: 0,
    lost: null,
  };
}

export function isActive(status: RunStatus): boolean {
  return status === 'queued' || status === 'running';
}
