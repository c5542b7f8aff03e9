import type { StreamPhase } from './stream-decoder.ts';

export type StreamLimits = {
  /** From the call to the first piece of the answer; covers connecting too. */
  firstTokenTimeoutMs: number;
  /** Between two events of the answer; comments do not count. */
  idleTimeoutMs: number;
};

/** Usage and the end marker come at once after the answer, or not at all. */
const TRAILER_TIMEOUT_MS = 1_500;

export type Watchdog = {
  expired(): boolean;
  /** Something of the answer arrived. */
  touch(phase: StreamPhase): void;
  /** Only silence of the provider counts, not the time that the reader takes. */
  setReading(isReading: boolean): void;
  stop(): void;
};

/** Calls `onExpire` once when the provider is silent for too long. One timer per phase, re-armed in place. */
export function createWatchdog(limits: StreamLimits, onExpire: () => void): Watchdog {
  let expired = false;
  let reading = true;
  let current: StreamPhase = 'waiting';
  let timer = setTimeout(expire, limits.firstTokenTimeoutMs);

  function expire(): void {
    if (!reading) {
      timer.refresh();
      return;
    }
    expired = true;
    onExpire();
  }

  return {
    expired: () => expired,
    touch(phase) {
      if (phase === 'waiting' || expired) return;
      if (phase === current) {
        timer.refresh();
        return;
      }
      current = phase;
      clearTimeout(timer);
      const trailerMs = Math.min(limits.idleTimeoutMs, TRAILER_TIMEOUT_MS);
      timer = setTimeout(expire, phase === 'answering' ? limits.idleTimeoutMs : trailerMs);
    },
    setReading(isReading) {
      reading = isReading;
    },
    stop: () => clearTimeout(timer),
  };
}
