import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { amount, integer, MINUTE_MS, type Values, variable } from './fields.ts';

export const runVariables = {
  MAX_MESSAGE_CHARS: variable('Characters of one message', integer(1, 1_000_000), '32000'),
  RUN_TIMEOUT_MS: variable('Longest run', integer(1000, 24 * 60 * MINUTE_MS), '600000'),
  RUN_MAX_TOKENS: variable('Tokens of one run; then it answers with what it has', integer(1000, 1_000_000_000), '1000000'),
  RUN_MAX_COST_USD: variable('Cost of one run, as far as prices are known', amount(0.001, 100_000), '5'),
  RUN_MAX_TOOL_CALLS: variable('Tool calls of one run', integer(1, 10_000), '60'),
  RUN_HISTORY_TOKENS: variable('Tokens of earlier messages; what is older is summarised', integer(500, 1_000_000), '32000'),
  RUN_HISTORY_MESSAGES: variable('Messages of a conversation that a run sees or summarises', integer(0, 1000), '400'),
  RUN_MAX_CONCURRENT: variable('Runs at once in this process', integer(1, 100_000), '5000'),
  RUN_RECOVERY: variable(
    'After a crash: go on where it is safe, or always end as interrupted',
    z.enum(['resume', 'interrupt']),
    'resume',
  ),
  RUN_MAX_RECOVERIES: variable('Recoveries of one run', integer(0, 10), '1'),
  RUN_LEASE_TTL_MS: variable('A process that is silent for so long loses its runs', integer(500, MINUTE_MS), '3000'),
  RUN_HEARTBEAT_MS: variable('How often a process says that it lives', integer(100, MINUTE_MS), '1000'),
  RUN_FLUSH_MS: variable('Longest time an event waits for the log', integer(1, 1000), '100'),
  RUN_FLUSH_BYTES: variable('Most bytes of a run that wait for the log', integer(256, 1_048_576), '4096'),
  STREAM_MAX_BUFFERED_BYTES: variable(
    'A reader that lags behind by more is dropped; it can resume',
    integer(16_384, 16_777_216),
    '262144',
  ),
};

export function toRuns(env: Values<typeof runVariables>) {
  if (env.RUN_LEASE_TTL_MS < 2 * env.RUN_HEARTBEAT_MS) {
    throw new ConfigError('RUN_LEASE_TTL_MS: must be at least twice RUN_HEARTBEAT_MS, or living processes lose their runs');
  }
  return {
    leaseTtlMs: env.RUN_LEASE_TTL_MS,
    heartbeatMs: env.RUN_HEARTBEAT_MS,
    flushMs: env.RUN_FLUSH_MS,
    flushBytes: env.RUN_FLUSH_BYTES,
    maxBufferedBytes: env.STREAM_MAX_BUFFERED_BYTES,
    historyMessages: env.RUN_HISTORY_MESSAGES,
    maxConcurrentRuns: env.RUN_MAX_CONCURRENT,
    recovery: env.RUN_RECOVERY,
    maxRecoveries: env.RUN_MAX_RECOVERIES,
    maxMessageChars: env.MAX_MESSAGE_CHARS,
    runTimeoutMs: env.RUN_TIMEOUT_MS,
  };
}
