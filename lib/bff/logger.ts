import { type DestinationStream, type Logger, pino } from 'pino';
import type { FrontConfig } from './config.ts';

/** JSON lines in the orchestrator's form. What is logged here never holds queries, bodies, cookies or keys. */
export function createLogger(level: FrontConfig['logLevel'], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'front', pid: process.pid },
    timestamp: () => `,"ts":${Date.now()}`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}
