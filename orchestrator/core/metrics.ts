import type { TerminalStatus } from '../../lib/contract/events.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { SinkEnd } from './frame.ts';

/** What the parts report; the Prometheus adapter in `observability/` turns it into metrics. Durations in milliseconds. Never throws. */
export type Metrics = {
  runStarted(agent: AgentId): void;
  runFirstToken(agent: AgentId, sinceAcceptMs: number): void;
  runFinished(run: { agent: AgentId; status: TerminalStatus; durationMs: number; fallbackUsed: boolean }): void;
  runStopped(stoppedInMs: number, tokensAfterStop: number): void;
  runRecovered(outcome: 'resumed' | 'interrupted'): void;
  logFlushed(frames: number, durationMs: number): void;
  readerAttached(): void;
  readerEnded(reason: SinkEnd | 'detached'): void;
  modelCall(call: {
    provider: string;
    model: string;
    outcome: 'ok' | 'aborted' | 'failed';
    /** `ModelErrorKind` when it failed. */
    errorKind?: string;
    firstTokenMs?: number;
    durationMs: number;
    inputTokens?: number;
    outputTokens?: number;
    costUsd?: number;
  }): void;
  breakerState(provider: string, model: string, state: 'closed' | 'half_open' | 'open'): void;
};

export type ReaderKind = 'sse' | 'socket';

/** What the HTTP side reports. `operation` is an operation id, or `none` for what matched no operation. Never throws. */
export type HttpMetrics = {
  requestDone(request: { operation: string; status: number; durationMs: number }): void;
  readerOpened(kind: ReaderKind): void;
  readerClosed(kind: ReaderKind): void;
};
