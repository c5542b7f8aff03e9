import type { ModelEvent } from '../core/model.ts';

/**
 * `waiting`: nothing of the answer came yet. `answering`: text, tool calls or reasoning arrive. `marked`: the last piece of them
 * said that it is the last, as some servers say of each. `complete`: the answer is whole, only trailing data such as usage may
 * follow. `done`: nothing of interest can follow.
 */
export type StreamPhase = 'waiting' | 'answering' | 'marked' | 'complete' | 'done';

/** Turns one API's server-sent events into model events; knows nothing of sockets and time. */
export type StreamDecoder = {
  phase(): StreamPhase;
  /**
   * Whether the event belongs to an answer; heartbeats do not. Throws `ModelError` for failures that the stream reports; any
   * other throw means that the event cannot be read.
   */
  decode(event: string | undefined, data: string, out: ModelEvent[]): boolean;
  /** The last events of the call, at the end of the stream. Throws `ModelError` when the answer is not whole. */
  finish(): ModelEvent[];
};
