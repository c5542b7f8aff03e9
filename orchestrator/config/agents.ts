import { join } from 'node:path';
import { z } from 'zod';
import { integer, MINUTE_MS, type Values, variable } from './fields.ts';
import type { runVariables } from './runs.ts';

/** At this part of its time a run is told to come to an end. */
const WIND_DOWN_AT = 0.8;

/** What agents may do, and the sandboxes of their programs. */
export const agentVariables = {
  AGENT_MAX_TURNS: variable('Model calls of one run, those of asked agents included', integer(1, 200), '30'),
  AGENT_MAX_DEPTH: variable('How deep agents may ask other agents; 0: not at all', integer(0, 3), '1'),
  APPROVAL_POLICY: variable(
    'auto: a person approves what costs money, and every effect once a run has read foreign content; always: every effect',
    z.enum(['auto', 'always']),
    'auto',
  ),
  APPROVAL_EXPIRY_MS: variable('An approval that nobody decides expires', integer(1000, 30 * 24 * 60 * MINUTE_MS), '86400000'),
  CITATION_CHECK: variable(
    'Whether cited passages support the sentences: off, lexical (by words, at no cost), model (the cheapest configured model looks again at what that doubts)',
    z.enum(['off', 'lexical', 'model']),
    'lexical',
  ),
  SANDBOX_WARM: variable('Sandbox processes of each language that wait for a program', integer(0, 16), '1'),
  SANDBOX_MAX_CONCURRENT: variable('Programs of each language at once; more wait for their turn', integer(1, 64), '4'),
  SANDBOX_MEMORY_MB: variable('Memory of one program', integer(64, 2048), '512'),
};

export function toSandbox(env: Values<typeof agentVariables>, dataDir: string) {
  return {
    warm: env.SANDBOX_WARM,
    maxConcurrent: env.SANDBOX_MAX_CONCURRENT,
    memoryBytes: env.SANDBOX_MEMORY_MB * 2 ** 20,
    cacheDirectory: join(dataDir, 'cache'),
  };
}

export function toEngine(env: Values<typeof agentVariables & typeof runVariables>) {
  return {
    maxTurns: env.AGENT_MAX_TURNS,
    maxDepth: env.AGENT_MAX_DEPTH,
    maxToolCalls: env.RUN_MAX_TOOL_CALLS,
    maxTokens: env.RUN_MAX_TOKENS,
    maxCostUsd: env.RUN_MAX_COST_USD,
    maxWorkMs: Math.round(env.RUN_TIMEOUT_MS * WIND_DOWN_AT),
    historyTokens: env.RUN_HISTORY_TOKENS,
    approvalPolicy: env.APPROVAL_POLICY,
    citationCheck: env.CITATION_CHECK,
  };
}
