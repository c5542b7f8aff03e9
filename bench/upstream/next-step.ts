import type { Plan } from '../plan.ts';

export type ToolCall = { callId: string; name: string; arguments: string };

/** Name of a tool in a Responses request, or in a Chat Completions request. */
type RequestTool = { name?: string; function?: { name: string } };

const HANDOFF_TOOL = /^(?=.*(?:transfer|hand_?off|delegate)).*code/;
const TOOL_CALL_PREFIX = 'call_calculate';

let calls = 0;

/**
 * Decides from the raw request alone what a scripted model does next: hand over while it may, then call the tool, then
 * answer (`null`). Stateless, hence right for any order and any number of runs at once.
 */
export function nextStep(plan: Plan, body: string): ToolCall | null {
  if (plan.kind === 'direct' || body.includes(TOOL_CALL_PREFIX)) return null;
  calls += 1;
  const { tools = [] } = JSON.parse(body) as { tools?: RequestTool[] };
  const names = tools.map((tool) => tool.name ?? tool.function?.name ?? '');
  const handoff = names.find((name) => HANDOFF_TOOL.test(name));
  if (handoff) return { callId: `call_handoff${calls}`, name: handoff, arguments: '{"reason":"It needs a calculation."}' };
  return { callId: `${TOOL_CALL_PREFIX}${calls}`, name: 'calculate', arguments: '{"expression":"6*7"}' };
}
