import type { ToolRegistry } from '../core/agent.ts';
import type { Tool } from '../core/tool.ts';
import { calculate } from './calculate/calculate.ts';
import { currentTime } from './time/current-time.ts';

/** Throws when two tools share a name. */
export function createToolRegistry(tools: readonly Tool[] = [calculate, currentTime]): ToolRegistry {
  const registry = new Map(tools.map((tool) => [tool.name, tool]));
  if (registry.size !== tools.length) throw new Error('two tools share a name');
  return registry;
}
