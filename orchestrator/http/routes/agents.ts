import { AppError } from '../../../lib/contract/errors.ts';
import type { Handlers } from '../call.ts';

export function agentRoutes(): Pick<Handlers, 'listAgents' | 'getAgent'> {
  return {
    listAgents: ({ backend }) => backend.runs.agents(),
    getAgent: async ({ backend, params }) => {
      const agent = (await backend.runs.agents()).find(({ agent_id }) => agent_id === params.agent_id);
      if (!agent) throw new AppError('NOT_FOUND');
      return agent;
    },
  };
}
