import type { EventBus } from '../core/bus.ts';
import type { Logger } from '../core/logger.ts';
import { createMemoryBus } from './create-memory-bus.ts';
import { createNotifyBus } from './create-notify-bus.ts';
import { createRedisBus } from './create-redis-bus.ts';

/** Redis where it is configured, else PostgreSQL's LISTEN/NOTIFY, else this process alone. Never throws. */
export async function createBus(options: { redisUrl?: string; databaseUrl?: string; log: Logger }): Promise<EventBus> {
  if (options.redisUrl !== undefined) return createRedisBus(options.redisUrl, options.log);
  if (options.databaseUrl !== undefined) return createNotifyBus(options.databaseUrl, options.log);
  return createMemoryBus(options.log);
}
