import type { AgentStatus } from '../../lib/contract/agents.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { RunStore } from '../core/store.ts';
import type { RunDeps } from './run-deps.ts';

type Statistics = Awaited<ReturnType<RunStore['agentStatistics']>>;

const toWholeMs = (ms: number | null | undefined) => (typeof ms === 'number' ? Math.round(ms) : null);

/** `working`: the agents of the runs that are going on in this process, one entry a run. */
export function toAgentStatuses(
  { agents, agentModel, agentProblem }: Pick<RunDeps, 'agents' | 'agentModel' | 'agentProblem'>,
  statistics: Statistics,
  working: readonly (AgentId | null)[],
): AgentStatus[] {
  return agents.map((agent) => {
    const latest = statistics.find((entry) => entry.agent === agent.id);
    const problem = agentProblem(agent.id);
    const activeRuns = working.filter((id) => id === agent.id).length;
    return {
      agent_id: agent.id,
      name: agent.name,
      description: agent.description,
      model: agentModel(agent.id),
      status: activeRuns > 0 ? 'busy' : problem === null ? 'idle' : 'unavailable',
      ...(problem === null ? {} : { problem }),
      capabilities: [...agent.capabilities],
      tools: [...agent.tools],
      active_runs: activeRuns,
      success_rate: latest && latest.runs > 0 ? latest.successes / latest.runs : null,
      p50_ms: toWholeMs(latest?.p50Ms),
      p95_ms: toWholeMs(latest?.p95Ms),
    };
  });
}
