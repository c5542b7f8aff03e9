import { type DestinationStream, type LevelWithSilent, type Logger as PinoLogger, pino } from 'pino';
import type { Logger } from '../core/logger.ts';
import { redact } from './redact.ts';

type LoggerOptions = { level: LevelWithSilent; destination?: DestinationStream };

function adapt(log: PinoLogger): Logger {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    // The `bindings` formatter is not applied to children.
    child: (fields) => adapt(log.child(redact(fields) as Record<string, unknown>)),
  };
}

/** JSON lines on standard output; secrets and what users wrote are taken out at every level. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service: 'orchestrator', pid: process.pid },
    timestamp: () => `,"ts":${Date.now()}`,
    // `redact` has made plain data of errors already.
    serializers: { err: (value: unknown) => value },
    formatters: {
      level: (label: string) => ({ level: label }),
      // An error given as the fields themselves would otherwise lose its message.
      log: (fields: object) => (fields instanceof Error ? { err: redact(fields) } : redact(fields)) as Record<string, unknown>,
    },
  };
  return adapt(destination ? pino(options, destination) : pino(options));
}
