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

/** What each is for, in one line. */
export const AGENT_HINTS: Record<AgentId, string> = {
  supervisor: 'Chooses who answers',
  research: 'Searches and reads the web',
  code: 'Writes and runs programs',
  knowledge: 'Answers from your files',
  task: 'Keeps tasks and reminders',
  computer_use: 'Guides you step by step',
};
