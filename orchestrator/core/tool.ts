import type { z } from 'zod';

export type RiskClass = 'read' | 'write' | 'execute' | 'spend';

export type ToolContext = { signal: AbortSignal; ownerId: string; conversationId: string; runId: string; nowMs: number };

/**
 * Something an agent can do. `execute` gets arguments that passed `parameters` and returns text for the model; what it
 * throws becomes an error result that the model sees, never a failed run. `risk` other than `read` marks a side effect:
 * such a call is never repeated by recovery or failover.
 */
export type Tool<P extends z.ZodObject = z.ZodObject> = {
  name: string;
  description: string;
  parameters: P;
  risk: RiskClass;
  timeoutMs: number;
  execute(args: z.output<P>, context: ToolContext): Promise<{ output: string; summary: string }>;
};
