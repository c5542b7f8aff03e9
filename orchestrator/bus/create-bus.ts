import type { EventBus } from '../core/bus.ts';
import type { Logger } from '../core/logger.ts';
import { createMemoryBus } from './create-memory-bus.ts';

/** Redis where it is configured, else PostgreSQL's LISTEN/NOTIFY, else this process alone. Never throws. */
export async function createBus(options: { redisUrl?: string; databaseUrl?: string; log: Logger }): Promise<EventBus> {
  const { redisUrl, databaseUrl, log } = options;
  // Clients are loaded where they are configured.
  if (redisUrl !== undefined) return (await import('./create-redis-bus.ts')).createRedisBus(redisUrl, log);
  if (databaseUrl !== undefined) return (await import('./create-notify-bus.ts')).createNotifyBus(databaseUrl, log);
  return createMemoryBus(log);
}
