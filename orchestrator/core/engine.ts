import type { EndedBy, TokenUsage, UnsupportedClaim } from '../../lib/contract/chat.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { RunEvent, RunEventOf } from '../../lib/contract/events.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { FailureCause } from '../../lib/contract/provider-failure.ts';
import type { EarlierMessage, RunRequest, Snapshot } from './store.ts';

type WithoutRun<E> = E extends RunEvent ? Omit<E, 'run_id' | 'ts'> : never;

type Passed = Exclude<
  RunEvent,
  | RunEventOf<'run.started'>
  | RunEventOf<'run.resumed'>
  | RunEventOf<'run.finished'>
  | RunEventOf<'text.delta'>
  | RunEventOf<'provider.switched'>
>;

/** What an engine says while it works; the run adds ids, times, offsets and the first and last event. */
export type EngineEvent =
  | WithoutRun<Passed>
  | { type: 'text.delta'; delta: string }
  /** `discardChars` UTF-16 units at the end of the text so far are void. */
  | { type: 'provider.switched'; from: string; to: string; reason: string; cause?: FailureCause; discardChars: number }
  /**
   * Everything before it is settled: a recovery goes on from here. `onStored` is to be called once it is durable, and never if it
   * cannot be (another process owns the run); the engine may wait for it before it does what must not be done twice.
   */
  | { type: 'checkpoint'; snapshot: Snapshot; onStored?: () => void };

export type EngineInput = {
  runId: string;
  ownerId: string;
  conversationId: string;
  request: RunRequest;
  /** Oldest first. */
  history: EarlierMessage[];
  /** Set when a run is recovered: go on from there, do not repeat what it holds. */
  snapshot?: Snapshot;
  /** The answer up to the snapshot. */
  text?: string;
};

/** How an answer came about. The text itself is what the `text.delta` events left. */
export type EngineResult = {
  agent: AgentId;
  provider: string;
  model: string;
  usage: TokenUsage;
  /** Of the call that made the visible end of the answer. */
  endedBy: EndedBy;
  /** Which one, when a limit of the run ended it. */
  limit?: string;
  /** It only says that there is no answer: models are not told of it later. */
  isApology?: boolean;
  citations: StoredMessage['citations'];
  /** Sentences that what was read does not support, in their order; absent: none. */
  unsupportedClaims?: readonly UnsupportedClaim[];
  /** Of the last failover; absent when the first provider answered. */
  fallback?: { level: number; reason: string };
};

/**
 * Runs agents for one message.
 * Throws `AppError` (`PROVIDER_UNAVAILABLE`, `BUDGET_EXCEEDED`, …) when no answer can be given.
 * Abort: all provider sockets and tools are closed before the generator returns; then it throws the signal's reason.
 * `agent` of the first `agent.started` is the run's agent at start.
 */
export type Engine = {
  /** The agent that a request starts with. */
  firstAgent(request: RunRequest): AgentId;
  execute(input: EngineInput, signal: AbortSignal): AsyncGenerator<EngineEvent, EngineResult>;
  /** Whether it can go on from that snapshot (it may come from another version); absent: always. Never throws. */
  canResume?(snapshot: Snapshot): boolean;
  /** Tokens that arrived from the provider after the signal was aborted; for the stop receipt. */
  tokensAfterAbort(runId: string): number;
};
