import type { StreamPhase } from './stream-decoder.ts';

export type StreamLimits = {
  /** From the call to the first piece of the answer; covers connecting too. */
  firstTokenTimeoutMs: number;
  /** Between two events of the answer; comments do not count. */
  idleTimeoutMs: number;
};

/** Usage and the end marker come at once after the answer, or not at all. */
const TRAILER_TIMEOUT_MS = 1_500;

/** Who marks each piece as the last one leaves no sign of the end but silence. */
const MARKED_TIMEOUT_MS = 10_000;

/** `doubtful`: an event could not be read, and nothing good came since. */
export type WatchedPhase = StreamPhase | 'doubtful';

export type Watchdog = {
  expired(): boolean;
  /** Something of the answer arrived, or what looks like it. */
  touch(phase: WatchedPhase): void;
  /** Only silence of the provider counts, not the time that the reader takes. */
  setReading(isReading: boolean): void;
  stop(): void;
};

/** Calls `onExpire` once when the provider is silent for too long. One timer per phase, re-armed in place. */
export function createWatchdog(limits: StreamLimits, onExpire: () => void): Watchdog {
  let expired = false;
  let reading = true;
  let current: WatchedPhase = 'waiting';
  let timer = setTimeout(expire, limits.firstTokenTimeoutMs);

  function expire(): void {
    if (!reading) {
      timer.refresh();
      return;
    }
    expired = true;
    onExpire();
  }

  function timeoutOf(phase: WatchedPhase): number {
    if (phase === 'waiting') return limits.firstTokenTimeoutMs;
    if (phase === 'answering') return limits.idleTimeoutMs;
    return Math.min(limits.idleTimeoutMs, phase === 'marked' ? MARKED_TIMEOUT_MS : TRAILER_TIMEOUT_MS);
  }

  return {
    expired: () => expired,
    touch(phase) {
      if (expired) return;
      if (phase === current) {
        if (phase !== 'waiting') timer.refresh();
        return;
      }
      current = phase;
      clearTimeout(timer);
      timer = setTimeout(expire, timeoutOf(phase));
    },
    setReading(isReading) {
      reading = isReading;
    },
    stop: () => clearTimeout(timer),
  };
}
