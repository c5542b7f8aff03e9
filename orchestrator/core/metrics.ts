import type { EndedBy } from '../../lib/contract/chat.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import type { TerminalStatus } from '../../lib/contract/events.ts';
import type { FileStage } from '../../lib/contract/files.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { FailureCause } from '../../lib/contract/provider-failure.ts';
import type { VoiceStage } from '../../lib/contract/voice.ts';
import type { SinkEnd } from './frame.ts';

/** What the parts report; the Prometheus adapter in `observability/` turns it into metrics. Durations in milliseconds. Never throws. */
export type Metrics = {
  runStarted(agent: AgentId): void;
  /** Runs that this process works on now. */
  runsActive(count: number): void;
  runFirstToken(agent: AgentId, sinceAcceptMs: number): void;
  runFinished(run: {
    agent: AgentId;
    status: TerminalStatus;
    durationMs: number;
    fallbackUsed: boolean;
    endedBy: EndedBy;
    /** Why a provider failed, or the error code of other failures; absent: it did not fail. */
    cause?: FailureCause | ErrorCode;
  }): void;
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

/** What the speech side reports; `part` is what was asked for. Never throws. */
export type SpeechMetrics = {
  speechCall(call: {
    provider: string;
    part: 'transcribe' | 'speak' | 'token';
    outcome: 'ok' | 'aborted' | 'failed';
    /** `SpeechErrorKind` when it failed. */
    errorKind?: string;
    /** Of speech: to the first bytes. */
    firstByteMs?: number;
    durationMs: number;
    audioSeconds?: number;
    chars?: number;
  }): void;
  /** Of a browser; `stages` in milliseconds since the one before. */
  voiceTurn(turn: { heardBy: string; spokenBy?: string; stages: Partial<Record<VoiceStage, number>>; stopMs?: number }): void;
  breakerState: Metrics['breakerState'];
};

export type ReaderKind = 'sse' | 'socket';

/** What the HTTP side reports. `operation` is an operation id, or `none` for what matched no operation. Never throws. */
export type HttpMetrics = {
  requestDone(request: { operation: string; status: number; durationMs: number }): void;
  readerOpened(kind: ReaderKind): void;
  readerClosed(kind: ReaderKind): void;
};

/** What the upload intake reports; an outcome is `stored` or an error code. Never throws. */
export type FileMetrics = {
  uploadDone(upload: { outcome: string; sizeBytes: number; durationMs: number }): void;
};

/** What the search in files reports. Never throws. */
export type SearchMetrics = {
  /** `lexical`: no embeddings took part. */
  searchDone(search: { mode: 'hybrid' | 'lexical'; passages: number; durationMs: number }): void;
  searchEnded(why: 'failed' | 'aborted'): void;
};

/** What the ingestion of documents reports. Never throws. */
export type IngestionMetrics = {
  /** `ready`, the code of a problem, or why an attempt ended without an outcome. */
  attemptDone(outcome: string, durationMs: number): void;
  stageDone(stage: FileStage, durationMs: number): void;
  chunksWritten(count: number): void;
  /** `tokens`: by estimate. */
  embeddingCall(call: {
    model: string;
    outcome: 'ok' | 'failed' | 'aborted';
    texts: number;
    tokens: number;
    durationMs: number;
  }): void;
  /** Documents on their way, of all processes. */
  queueDepth(unfinished: number): void;
};
