import { Redis } from 'ioredis';
import type { Logger } from '../core/logger.ts';

const COMMAND_TIMEOUT_MS = 1_000;
const PING_MS = 2_000;
/** Longer than a ping and its answer take; a server that has stopped answering is given up and connected to again. */
const SILENCE_MS = 4_000;
const FIRST_RECONNECT_MS = 100;
const MAX_RECONNECT_MS = 1_000;

/**
 * A connection that never blocks its caller: while Redis is away commands fail at once, and it reconnects by itself.
 * `name` says in the log what is affected.
 */
export function connectRedis(url: string, name: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: COMMAND_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    retryStrategy: (attempt) => Math.min(FIRST_RECONNECT_MS * attempt, MAX_RECONNECT_MS),
  });
  let reported = false;
  redis.on('error', (error) => {
    if (!reported) log.warn({ err: error, part: name }, 'Redis is not reachable; going on without it');
    reported = true;
  });
  redis.on('ready', () => {
    if (reported) log.info({ part: name }, 'Redis is back');
    reported = false;
  });
  const ping = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => {});
  }, PING_MS);
  ping.unref();
  redis.once('end', () => clearInterval(ping));
  return redis;
}
