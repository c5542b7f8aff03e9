import { type Plan, toMessage, toNestedPlans } from '../plan.ts';
import type { ToolCall } from './wire.ts';

/** Name of a tool in a Responses request, or in a Chat Completions request. */
type RequestTool = { name?: string; function?: { name: string } };

const HANDOFF_TOOL = /^(?=.*(?:transfer|hand_?off|delegate)).*code/;
const ASK_TOOLS = ['ask_research', 'ask_code'] as const;
/** Beginnings of the ids of calls after whose results there is nothing left but to answer. */
const LAST_CALLS = { agents: 'call_calculate', nested: 'call_ask' } as const;

let calls = 0;

function nextCallId(prefix: string): string {
  calls += 1;
  return `${prefix}${calls}`;
}

function askSpecialists(plan: Plan): ToolCall[] {
  return toNestedPlans(plan).map((nested, index) => ({
    callId: nextCallId(LAST_CALLS.nested),
    name: ASK_TOOLS[index] ?? '',
    arguments: JSON.stringify({ question: toMessage(nested), reason: 'It is a part of the answer.' }),
  }));
}

function handOverOrCalculate(body: string): ToolCall {
  const { tools = [] } = JSON.parse(body) as { tools?: RequestTool[] };
  const names = tools.map((tool) => tool.name ?? tool.function?.name ?? '');
  const handoff = names.find((name) => HANDOFF_TOOL.test(name));
  if (handoff) return { callId: nextCallId('call_handoff'), name: handoff, arguments: '{"reason":"It needs a calculation."}' };
  return { callId: nextCallId(LAST_CALLS.agents), name: 'calculate', arguments: '{"expression":"6*7"}' };
}

/**
 * Decides from the raw request alone what a scripted model does next: calls, or nothing but its answer. Stateless, hence right
 * for any order and any number of runs at once.
 */
export function nextCalls(plan: Plan, body: string): ToolCall[] {
  if (plan.kind === 'direct' || body.includes(LAST_CALLS[plan.kind])) return [];
  return plan.kind === 'nested' ? askSpecialists(plan) : [handOverOrCalculate(body)];
}
