import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter } from '../core/bus.ts';
import type { Logger } from '../core/logger.ts';

export type LimiterOptions = { redisUrl?: string; points: number; windowSeconds: number; log: Logger };

export type ClosableLimiter = Limiter & { close(): Promise<void>; state(): 'embedded' | 'healthy' | 'unhealthy' };

/** Counts in Redis where it is configured; while it is away, and without it, in this process. */
export async function createLimiter({ redisUrl, points, windowSeconds, log }: LimiterOptions): Promise<ClosableLimiter> {
  const window = { points, duration: windowSeconds, keyPrefix: `cartrita.limit.${points}.${windowSeconds}` };
  const local = new RateLimiterMemory(window);
  if (redisUrl === undefined) return { consume: consumer(local), state: () => 'embedded', close: async () => {} };

  const { connectRedis } = await import('./connect-redis.ts');
  const redis = connectRedis(redisUrl, 'limits', log);
  const shared = new RateLimiterRedis({ ...window, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter: local });
  return {
    consume: consumer(shared),
    state: () => (redis.status === 'ready' ? 'healthy' : 'unhealthy'),
    async close() {
      redis.disconnect();
    },
  };
}

function consumer(limiter: RateLimiterMemory | RateLimiterRedis): Limiter['consume'] {
  return async (key, points = 1) => {
    try {
      await limiter.consume(key, points);
      return { allowed: true };
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) return { allowed: false, retryAfterMs: Math.max(0, thrown.msBeforeNext) };
      throw thrown;
    }
  };
}
