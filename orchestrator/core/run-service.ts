import type { AgentStatus } from '../../lib/contract/agents.ts';
import type { ChatRequest, Message } from '../../lib/contract/chat.ts';
import type { RunEventOf } from '../../lib/contract/events.ts';
import type { CancelReceipt, RunRecord } from '../../lib/contract/runs.ts';
import type { HeardAnswer } from '../../lib/contract/voice.ts';
import type { Cursor, FrameSink } from './frame.ts';
import type { Principal } from './principal.ts';

export type StartRun = Omit<ChatRequest, 'stream' | 'voice_mode'> & {
  voice?: { history: Message[] };
  /** `Idempotency-Key` or `request_id`. */
  idempotencyKey?: string;
};

/** An accepted run: its user message and itself are committed. */
export type AcceptedRun = {
  runId: string;
  conversationId: string;
  messageId: string;
  userMessageId: string;
  /** The idempotency key was used before; this is the run from then. */
  repeated: boolean;
};

/** What the HTTP side may do with runs. Calls that name a run answer `NOT_FOUND` for one of another owner. */
export type RunService = {
  /**
   * Accepts and starts a run; resolves after commit.
   * Throws `AppError`: `VALIDATION_FAILED`, `NOT_FOUND`, `IDEMPOTENCY_MISMATCH`, `NOT_READY`, `STORAGE_FULL`.
   */
  start(principal: Principal, request: StartRun): Promise<AcceptedRun>;
  /**
   * Feeds the sink with every frame after the cursor, first from the log, then live, without gap or double, and ends it.
   * Resolves as soon as the reader is attached. `nothing_left`: the run is over and the cursor is at its end; the sink was not touched.
   * `detach` takes the reader off; the run goes on.
   */
  attach(
    principal: Principal,
    runId: string,
    after: Cursor,
    sink: FrameSink,
  ): Promise<{ kind: 'attached'; detach: () => void } | { kind: 'nothing_left' }>;
  /** Waits for the end of a run and gives its terminal event. Abort: stops waiting, the run goes on. */
  finished(principal: Principal, runId: string, signal: AbortSignal): Promise<RunEventOf<'run.finished'>>;
  /** Resolves when the provider's socket is closed, also when another replica owns the run. Repeating it is harmless. */
  cancel(principal: Principal, runId: string): Promise<CancelReceipt>;
  /**
   * Notes how much of a spoken answer was heard before it was interrupted; a run that goes on is cancelled. Clamped to the answer;
   * only lowers what was noted before.
   */
  setHeard(principal: Principal, runId: string, heardChars: number): Promise<HeardAnswer>;
  record(principal: Principal, runId: string): Promise<RunRecord>;
  agents(): Promise<AgentStatus[]>;
  /** Takes no new runs (`NOT_READY`), waits for the running ones up to `deadlineMs`, then ends them as `interrupted`. */
  drain(deadlineMs: number): Promise<void>;
  activeRuns(): number;
};
