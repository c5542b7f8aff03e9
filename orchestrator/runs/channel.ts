import { ANY_EPOCH, type Cursor, type Frame, type SinkEnd } from '../core/frame.ts';

/** Durable frames are kept up to this size, so that readers who come a little late need no look into the log. */
const KEEP_CHARS = 64 * 1024;

/** A reader as a channel sees it. */
export type Listener = {
  position(): Cursor;
  /** A frame of this moment; given in order, possibly one that the reader has. */
  deliver(frame: Frame): void;
  /** A frame of the recent past. `false`: not now, the reader is busy taking what it has. */
  replay(frame: Frame): boolean;
  isOver(): boolean;
  end(reason: SinkEnd): void;
  /** The channel is closed, the run goes on: find another source. */
  moved(): void;
};

/** Live fan-out of one run, with its most recent frames. Who joins it misses nothing and gets nothing twice. */
export type Channel = {
  readonly runId: string;
  readonly ownerId: string;
  position(): Cursor;
  /** The frame was made just now. Readers get it at once. */
  publish(frame: Frame): void;
  /** Everything up to `seq` is in the log. */
  settle(seq: number): void;
  /** Whether the frames after the cursor are all here. If not, the first of them is in the log, now or soon. */
  covers(cursor: Cursor): boolean;
  /** Hands over the frames after the listener's position and keeps it informed from then on. `false`: it could not take them all yet. */
  join(listener: Listener): boolean;
  leave(listener: Listener): void;
  listeners(): number;
  /** Ends all listeners; `moved` sends them to another source. */
  close(reason: SinkEnd | 'moved'): void;
};

/**
 * Whether a frame is new to a reader at that position. One of a later epoch always is, as it voids what was not stored
 * before; one of an earlier epoch never is: it comes from a process that has lost the run without knowing it yet.
 */
export function isAfter(frame: Cursor, cursor: Cursor): boolean {
  if (frame.epoch === cursor.epoch || cursor.epoch === ANY_EPOCH) return frame.seq > cursor.seq;
  return frame.epoch > cursor.epoch;
}

/** `owned`: the frames of this epoch begin here; else the channel follows a run of another process from `position` on. */
export function createChannel(run: { runId: string; ownerId: string }, start: Cursor, owned: boolean): Channel {
  const { runId, ownerId } = run;
  const listeners = new Set<Listener>();
  const recent: Frame[] = [];
  let recentChars = 0;
  let { epoch, seq: lastSeq } = start;
  /** First `seq` of the epoch; 0 when it lies before this channel. */
  let epochStart = owned ? lastSeq + 1 : 0;

  const firstSeq = () => recent[0]?.seq ?? lastSeq + 1;

  return {
    runId,
    ownerId,
    position: () => ({ epoch, seq: lastSeq }),
    publish(frame) {
      if (frame.epoch > epoch) {
        epoch = frame.epoch;
        epochStart = frame.seq;
      }
      recent.push(frame);
      recentChars += frame.data.length;
      lastSeq = frame.seq;
      for (const listener of listeners) {
        listener.deliver(frame);
        if (listener.isOver()) listeners.delete(listener);
      }
    },
    settle(seq) {
      let drop = 0;
      for (const frame of recent) {
        if (recentChars <= KEEP_CHARS || frame.seq > seq) break;
        recentChars -= frame.data.length;
        drop += 1;
      }
      if (drop > 0) recent.splice(0, drop);
    },
    covers(cursor) {
      // An epoch in between may have logged other events in the place of those that this reader has.
      if (cursor.epoch < epoch - 1) return false;
      if (cursor.epoch < epoch) return firstSeq() <= epochStart && cursor.seq >= epochStart - 1;
      return (cursor.epoch === epoch || cursor.epoch === ANY_EPOCH) && cursor.seq >= firstSeq() - 1;
    },
    join(listener) {
      for (const frame of recent) {
        if (isAfter(frame, listener.position()) && !listener.replay(frame)) return false;
        if (listener.isOver()) return true;
      }
      listeners.add(listener);
      return true;
    },
    leave: (listener) => void listeners.delete(listener),
    listeners: () => listeners.size,
    close(reason) {
      const all = [...listeners];
      listeners.clear();
      for (const listener of all) {
        if (reason === 'moved') listener.moved();
        else listener.end(reason);
      }
    },
  };
}
