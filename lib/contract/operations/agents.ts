import { z } from 'zod';
import { agentList, agentStatus } from '../agents.ts';
import { agentId } from '../primitives.ts';
import type { Operation } from './operation.ts';

export const agentOperations = {
  listAgents: {
    method: 'GET',
    path: '/api/agents',
    tag: 'Agents',
    summary: 'The supervisor and the specialists with their states',
    access: 'chat',
    success: { kind: 'json', status: 200, schema: agentList },
  },
  getAgent: {
    method: 'GET',
    path: '/api/agents/{agent_id}',
    tag: 'Agents',
    summary: 'One agent; an unknown id is 404',
    access: 'chat',
    params: z.strictObject({ agent_id: agentId }),
    success: { kind: 'json', status: 200, schema: agentStatus },
    errors: ['NOT_FOUND'],
  },
} as const satisfies Record<string, Operation>;
