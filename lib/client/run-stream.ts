import type { AppError } from '../contract/errors.ts';
import { toAppError } from '../contract/errors.ts';
import { fromEventId } from '../contract/events.ts';
import { createBatcher, type Schedule } from './frame-batcher.ts';
import type { RunSource, SourceEnd } from './run-source.ts';
import type { RunFrame } from './run-view.ts';
import { readSocket } from './socket-source.ts';
import { readSse } from './sse-source.ts';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export type RunStreamOptions = {
  origin?: string;
  runId: string;
  /** Id of the last event that is known; `null` reads from the start. */
  after: string | null;
  /** Frames in order, batched; `restart` marks that they begin at the start of the run again. */
  onFrames(frames: RunFrame[], restart: boolean): void;
  onConnection(state: ConnectionState): void;
  /** Called once: the run is over, or (with an error) it cannot be read. */
  onEnd(error: AppError | null): void;
  timing?: Partial<StreamTiming>;
  schedule?: Schedule;
};

/** Milliseconds. Heartbeats come every 15 s, so a longer silence means a dead or a buffering connection. */
export type StreamTiming = { firstByteMs: number; silenceMs: number; retryMinMs: number; retryMaxMs: number };

const TIMING: StreamTiming = { firstByteMs: 8_000, silenceMs: 20_000, retryMinMs: 400, retryMaxMs: 10_000 };

/** Connections in a row that were opened and stayed silent, after which the other transport is tried. */
const SILENT_LIMIT = 2;

export type RunStream = {
  /** Reads the run from its start again, because text is missing. */
  restart(): void;
  /** Stops reading; the run goes on. */
  close(): void;
};

/** Follows a run to its end over whatever connection there is: resumes after breaks, waits while offline, changes transport when nothing arrives. */
export function followRun(options: RunStreamOptions): RunStream {
  const { runId, origin = '' } = options;
  const timing = { ...TIMING, ...options.timing };
  const closed = new AbortController();
  let attempt = new AbortController();
  let after = options.after;
  let restarting = false;
  let failures = 0;
  let silent = 0;
  let restarts = 0;
  let source: RunSource = readSse;

  const batcher = createBatcher<RunFrame>((frames) => {
    const isRestart = restarting;
    restarting = false;
    options.onFrames(frames, isRestart);
  }, options.schedule);

  const connect = async (): Promise<SourceEnd> => {
    attempt = new AbortController();
    const signal = AbortSignal.any([closed.signal, attempt.signal]);
    let isAlive = false;
    const giveUp = () => {
      if (!isAlive) silent += 1;
      attempt.abort();
    };
    let watchdog = setTimeout(giveUp, after === null ? timing.firstByteMs : timing.silenceMs);
    const onAlive = () => {
      if (!isAlive) options.onConnection('live');
      isAlive = true;
      silent = 0;
      failures = 0;
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, timing.silenceMs);
    };
    const onFrame = (frame: RunFrame) => {
      if (signal.aborted) return;
      if (fromEventId(frame.id)) after = frame.id;
      batcher.add(frame);
    };
    try {
      return await source({ origin, runId, after, onFrame, onAlive, signal });
    } finally {
      clearTimeout(watchdog);
      if (!isAlive) failures += 1;
    }
  };

  const follow = async () => {
    options.onConnection('connecting');
    while (!closed.signal.aborted) {
      const outcome = await connect().catch((thrown: unknown) => toAppError(thrown));
      if (closed.signal.aborted) return;
      batcher.flush();
      if (outcome === 'done' || outcome === 'nothing_left') return options.onEnd(null);
      if (outcome !== 'cut' && isFinal(outcome)) return options.onEnd(outcome);
      if (silent >= SILENT_LIMIT) {
        source = source === readSse ? readSocket : readSse;
        silent = 0;
      }
      options.onConnection(isOffline() ? 'offline' : 'reconnecting');
      // The first restart is a repair and hurries; further ones must not spin.
      if (!restarting || restarts > 1) await pause(delayOf(failures, timing), closed.signal);
    }
  };

  follow().catch((thrown: unknown) => options.onEnd(toAppError(thrown)));

  return {
    restart() {
      batcher.clear();
      restarting = true;
      restarts += 1;
      after = null;
      attempt.abort();
    },
    close() {
      batcher.clear();
      closed.abort();
    },
  };
}

/** Errors that another attempt would only repeat. */
function isFinal(error: AppError): boolean {
  return error.status >= 400 && error.status < 500 && error.code !== 'RATE_LIMITED' && error.code !== 'REQUEST_TIMEOUT';
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

function delayOf(failures: number, { retryMinMs, retryMaxMs }: StreamTiming): number {
  const most = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(failures, 10));
  return most * (0.5 + Math.random() / 2);
}

/** Waits, but not longer than until the network is back. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      globalThis.removeEventListener?.('online', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done, { once: true });
    globalThis.addEventListener?.('online', done, { once: true });
  });
}
