import { type Breaker, type BreakerOptions, createBreaker } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { Metrics } from '../core/metrics.ts';

/** Callers may name any model, so the number of breakers must not be theirs to choose. */
const MAX_BREAKERS = 256;

export type BreakerRegistry = { get(provider: string, model: string): Breaker };

/** One breaker per provider and model, shared by all agents; beyond the limit the one made first is forgotten. */
export function createBreakerRegistry(options: BreakerOptions, clock: Clock, metrics: Metrics): BreakerRegistry {
  const breakers = new Map<string, Breaker>();
  return {
    get(provider, model) {
      const key = `${provider}\n${model}`;
      let breaker = breakers.get(key);
      if (!breaker) {
        const oldest = breakers.size >= MAX_BREAKERS ? breakers.keys().next().value : undefined;
        if (oldest !== undefined) breakers.delete(oldest);
        breaker = createBreaker(options, clock, (state) => metrics.breakerState(provider, model, state));
        breakers.set(key, breaker);
      }
      return breaker;
    },
  };
}
