import type { Clock } from './clock.ts';

export type BreakerOptions = {
  /** Consecutive failures that open it. */
  failureThreshold: number;
  /** How long it stays open; a provider's `Retry-After` overrides it. */
  openMs: number;
};

export type BreakerState = 'closed' | 'half_open' | 'open';

/** The right to make one call. Exactly one of the three verdicts counts, the first. */
export type Permit = {
  /** The answer has begun: a probe closes the breaker, but the next failure opens it again. */
  answering(): void;
  succeeded(): void;
  failed(retryAfterMs?: number): void;
  /** The call says nothing about the provider (stopped by the user, or refused for its content). */
  inconclusive(): void;
};

export type Breaker = {
  state(): BreakerState;
  /** The last call that told anything failed. */
  isFailing(): boolean;
  /** `null`: do not call now. */
  acquire(): Permit | null;
  /** Until the next call may be made, in milliseconds; 0: now, or as soon as the probe that is under way has ended. */
  waitMs(): number;
};

/**
 * Stops calling a provider that keeps failing. After `openMs` exactly one call probes it, while all others still pass it
 * by; a probe that proves nothing waits for the next window.
 */
export function createBreaker(options: BreakerOptions, clock: Clock, onChange: (state: BreakerState) => void): Breaker {
  let state: BreakerState = 'closed';
  let failures = 0;
  let openUntil = 0;

  function enter(next: BreakerState): void {
    if (state === next) return;
    state = next;
    onChange(next);
  }

  function open(forMs: number): void {
    openUntil = clock.monotonic() + forMs;
    enter('open');
  }

  function createPermit(isProbe: boolean): Permit {
    let settled = false;
    let probing = isProbe;
    const settle = (verdict: () => void) => {
      if (settled) return;
      settled = true;
      verdict();
    };
    return {
      answering() {
        if (!probing || settled) return;
        probing = false;
        failures = options.failureThreshold - 1;
        enter('closed');
      },
      succeeded: () =>
        settle(() => {
          // A call from before the breaker opened does not close it: that is for the probe to tell.
          if (state === 'closed' || probing) failures = 0;
          if (probing) enter('closed');
        }),
      failed: (retryAfterMs) =>
        settle(() => {
          failures += 1;
          if (probing || retryAfterMs !== undefined || failures >= options.failureThreshold) open(retryAfterMs ?? options.openMs);
        }),
      inconclusive: () =>
        settle(() => {
          if (probing) open(options.openMs);
        }),
    };
  }

  return {
    state: () => state,
    isFailing: () => failures > 0,
    waitMs: () => (state === 'open' ? Math.max(0, openUntil - clock.monotonic()) : 0),
    acquire() {
      if (state === 'closed') return createPermit(false);
      if (state === 'half_open' || clock.monotonic() < openUntil) return null;
      enter('half_open');
      return createPermit(true);
    },
  };
}
