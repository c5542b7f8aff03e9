import { type Logger, pino } from 'pino';
import type { FrontConfig } from './config.ts';

/** Log lines never hold queries, bodies, cookies or keys. */
export function createLogger(level: FrontConfig['logLevel']): Logger {
  return pino({ level, base: { process: 'front' }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message' });
}
