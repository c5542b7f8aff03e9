import { type EventPosition, fromEventId, type RunEventType } from '../../lib/contract/events.ts';

/**
 * One event of a run as every reader gets it. `data` is the JSON text, serialised once and stored as it is, so that
 * live delivery, replay, SSE and WebSocket are byte-identical.
 */
export type Frame = { epoch: number; seq: number; type: RunEventType; data: string };

/** Where a reader stands: it has seen everything up to and with this event. */
export type Cursor = { epoch: number; seq: number };

export const START: Cursor = { epoch: 0, seq: 0 };

/** Epoch of a cursor that is a bare sequence number: it counts in every epoch. */
export const ANY_EPOCH = Number.MAX_SAFE_INTEGER;

/** Cursor of an event id of this run, or of a bare sequence number (of any epoch); `null` when it names another run or nothing. */
export function toCursor(runId: string, text: string): Cursor | null {
  if (/^\d{1,9}$/.test(text)) return { epoch: ANY_EPOCH, seq: Number(text) };
  const position: EventPosition | null = fromEventId(text);
  return position && position.runId === runId ? { epoch: position.epoch, seq: position.seq } : null;
}

export type SinkEnd =
  /** The terminal event was delivered. */
  | 'done'
  /** The reader is too slow; it may resume from its last event. */
  | 'slow'
  /** The reader's key was revoked or the run deleted. */
  | 'gone'
  /** This process stops before the run has ended; the reader may resume elsewhere. */
  | 'handover';

/** A reader of a run: an SSE response, a socket, or the waiting non-stream call. */
export type FrameSink = {
  /** Never blocks, never throws. */
  write(frame: Frame): void;
  /** Bytes accepted by `write` that the reader has not taken yet. */
  bufferedBytes(): number;
  /** Resolves when the buffer is empty enough to go on, or the reader is gone. */
  drained(): Promise<void>;
  /** Called exactly once, after the last `write`. */
  end(reason: SinkEnd): void;
};
