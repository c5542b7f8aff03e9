import type { ProviderFailure } from '../../lib/contract/provider-failure.ts';
import { type Breaker, type BreakerOptions, createBreaker } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { Metrics } from '../core/metrics.ts';

/** Callers may name any model, so the number of breakers must not be theirs to choose. */
const MAX_BREAKERS = 256;

/** A breaker that knows what went wrong: `null` when the newest call that said anything about the provider was answered. */
export type ProviderBreaker = Breaker & { lastFailure: ProviderFailure | null };

export type BreakerRegistry = { get(provider: string, model: string): ProviderBreaker };

/** One breaker per provider and model, shared by all agents; beyond the limit the one made first is forgotten. */
export function createBreakerRegistry(options: BreakerOptions, clock: Clock, metrics: Metrics): BreakerRegistry {
  const breakers = new Map<string, ProviderBreaker>();
  return {
    get(provider, model) {
      const key = `${provider}\n${model}`;
      let breaker = breakers.get(key);
      if (!breaker) {
        const oldest = breakers.size >= MAX_BREAKERS ? breakers.keys().next().value : undefined;
        if (oldest !== undefined) breakers.delete(oldest);
        const made = createBreaker(options, clock, (state) => metrics.breakerState(provider, model, state));
        breaker = { ...made, lastFailure: null };
        breakers.set(key, breaker);
      }
      return breaker;
    },
  };
}
