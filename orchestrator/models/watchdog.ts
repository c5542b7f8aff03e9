import type { StreamPhase } from './stream-decoder.ts';

export type StreamLimits = {
  /** From the call to the first piece of the answer; covers connecting too. */
  firstTokenTimeoutMs: number;
  /** Between two events of the answer; comments do not count. */
  idleTimeoutMs: number;
};

/** Usage and the end marker come at once after the answer, or not at all. */
const TRAILER_TIMEOUT_MS = 1_500;

export type Watchdog = { expired(): boolean; touch(phase: StreamPhase): void; stop(): void };

/** Calls `onExpire` once when the provider is silent for too long. One timer per phase, re-armed in place. */
export function createWatchdog(limits: StreamLimits, onExpire: () => void): Watchdog {
  let expired = false;
  let current: StreamPhase = 'waiting';
  const expire = () => {
    expired = true;
    onExpire();
  };
  let timer = setTimeout(expire, limits.firstTokenTimeoutMs);
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
      timer = setTimeout(
        expire,
        phase === 'answering' ? limits.idleTimeoutMs : Math.min(limits.idleTimeoutMs, TRAILER_TIMEOUT_MS),
      );
    },
    stop: () => clearTimeout(timer),
  };
}
