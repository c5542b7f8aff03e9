import type { Clock } from '../core/clock.ts';
import type { ContextFault } from '../core/model.ts';

/** What is known of one model of one server. `ratio`: its tokens for one of ours. */
type Known = { limit: number | undefined; ratio: number; at: number };

/** What models can take, as configured and as their servers have said since. */
export type ContextMemory = {
  /** What fits, in tokens of the server; absent: unknown. */
  limit(model: string): number | undefined;
  /** What a request may have by our count; absent: unknown. */
  budget(model: string, outputTokens: number | undefined): number | undefined;
  /** A request of so many tokens by our count was too long. */
  tooLong(model: string, tokens: number, fault: ContextFault): void;
};

/** Names come from callers, so that what is remembered needs a bound. */
const MAX_MODELS = 64;
/** A server may be started again with more room. */
const FORGET_MS = 3_600_000;
const OUTPUT_RESERVE = 4_096;
/** Without a number from the server: so much less the next time. */
const SHRINK = 0.6;
/** Our count against the server's: beyond these, one of the two is no count of this request. */
const [LEAST_RATIO, MOST_RATIO] = [0.3, 4];

export function createContextMemory(configured: (model: string) => number | undefined, clock: Clock): ContextMemory {
  const learned = new Map<string, Known>();

  function knownOf(model: string): Known {
    const known = learned.get(model);
    if (known && clock.monotonic() - known.at < FORGET_MS) return known;
    return { limit: configured(model), ratio: 1, at: clock.monotonic() };
  }

  function toBudget({ limit, ratio }: Known, outputTokens: number | undefined): number | undefined {
    if (limit === undefined) return undefined;
    return (limit - Math.min(outputTokens ?? OUTPUT_RESERVE, limit / 4)) / ratio;
  }

  return {
    limit: (model) => knownOf(model).limit,
    budget: (model, outputTokens) => toBudget(knownOf(model), outputTokens),
    tooLong(model, tokens, { limit: said, used }) {
      const known = knownOf(model);
      const counted = used === undefined ? known.ratio : Math.max(LEAST_RATIO, Math.min(MOST_RATIO, used / tokens));
      const guess = Math.floor(tokens * counted * SHRINK);
      const limit = said ?? Math.min(known.limit ?? guess, guess);
      // Without its count: where it was too long although it should have fitted, ours is wrong by more than was thought.
      const ratio = used !== undefined && used > limit ? counted : Math.max(counted, limit / (tokens * SHRINK));
      const next: Known = { limit, ratio, at: clock.monotonic() };
      learned.delete(model);
      if (learned.size >= MAX_MODELS) learned.delete(learned.keys().next().value ?? '');
      learned.set(model, next);
    },
  };
}
