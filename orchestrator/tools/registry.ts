import type { ToolRegistry } from '../core/agent.ts';
import type { Tool } from '../core/tool.ts';
import { calculate } from './calculate/calculate.ts';
import { currentTime } from './time/current-time.ts';

/** What needs neither configuration nor store. */
export const BASIC_TOOLS: readonly Tool[] = [calculate, currentTime];

/** Throws when two tools share a name. */
export function createToolRegistry(tools: readonly Tool[] = BASIC_TOOLS): ToolRegistry {
  const registry = new Map(tools.map((tool) => [tool.name, tool]));
  if (registry.size !== tools.length) throw new Error('two tools share a name');
  return registry;
}
