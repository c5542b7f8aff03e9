import type { AgentId } from '../contract/primitives.ts';

/** Names for people, also while the agent list is not there. */
export const AGENT_NAMES: Record<AgentId, string> = {
  supervisor: 'Supervisor',
  research: 'Research',
  code: 'Code',
  knowledge: 'Knowledge',
  task: 'Task',
  computer_use: 'Computer use',
};
