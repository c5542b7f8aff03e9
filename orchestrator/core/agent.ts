import type { AgentId } from '../../lib/contract/primitives.ts';
import type { Tool } from './tool.ts';

/** An agent as registered: what it is for, how it is told to work, what it may use. */
export type AgentDefinition = {
  id: AgentId;
  name: string;
  /** For people and for the supervisor's choice. */
  description: string;
  capabilities: readonly string[];
  instructions: string;
  /** Names of the tools it may use. */
  tools: readonly string[];
  /** Agents that it may hand a question over to. */
  handoffs: readonly AgentId[];
};

export type ToolRegistry = ReadonlyMap<string, Tool>;
