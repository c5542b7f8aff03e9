import type { RunFrame } from './run-view.ts';

/** How one connection to a run ended: `done` after the terminal event, `cut` when it broke before, `nothing_left` when the run was over. */
export type SourceEnd = 'done' | 'cut' | 'nothing_left';

export type SourceRequest = {
  /** Empty in the browser, else the origin to call. */
  origin: string;
  runId: string;
  /** Id of the last event that is known; `null` reads from the start. */
  after: string | null;
  onFrame(frame: RunFrame): void;
  /** Any bytes of the stream itself, heartbeats included. */
  onAlive(): void;
  signal: AbortSignal;
};

/**
 * One connection to a run over one transport.
 * Throws `AppError` for an answer that is an error, `BACKEND_DOWN` when nothing answered. Abort: ends as `cut`.
 */
export type RunSource = (request: SourceRequest) => Promise<SourceEnd>;
