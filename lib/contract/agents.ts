import { z } from 'zod';
import { agentId, durationMs } from './primitives.ts';

export const agentStatus = z
  .object({
    agent_id: agentId,
    name: z.string(),
    description: z.string(),
    model: z.string(),
    status: z.enum(['idle', 'busy', 'unavailable']),
    problem: z.string().optional().meta({ description: 'Why none of its language models answers, for people' }),
    capabilities: z.array(z.string()),
    tools: z.array(z.string()),
    active_runs: z.int().nonnegative(),
    success_rate: z.number().min(0).max(1).nullable().meta({ description: 'Of the latest runs; null before the first' }),
    p50_ms: durationMs.nullable(),
    p95_ms: durationMs.nullable(),
  })
  .meta({ id: 'AgentStatus' });
export type AgentStatus = z.infer<typeof agentStatus>;

export const agentList = z.array(agentStatus).meta({ id: 'AgentList' });
