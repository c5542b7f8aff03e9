import { type JsonObject, jsonObject } from '../../../lib/contract/primitives.ts';
import { splitAttachedFiles } from '../../core/attached-files.ts';
import type { ModelItem, ModelRequest, ToolSpec } from '../../core/model.ts';
import { type Part, together } from './compound.ts';
import { toFilePlan } from './file-plan.ts';
import { isTransferTool, toAskTool, toHandover, toTransferTool } from './handover.ts';
import { callThenSay, type LocalTime, type Plan, type Step, type ToolOutcome, toToolError } from './plan.ts';
import { toQuestion } from './question.ts';
import type { Router } from './router.ts';

type Tools = ReadonlyMap<string, ToolSpec>;
type Turn = ReturnType<typeof splitAttachedFiles> & { earlier: string[]; done: ToolOutcome[] };

function parseOutput(output: string): JsonObject {
  try {
    return jsonObject.safeParse(JSON.parse(output)).data ?? {};
  } catch {
    return {};
  }
}

/** The question to answer, what was said before it, and what the tools that were called for it have said, in the order of the calls. */
function toTurn(items: readonly ModelItem[]): Turn {
  const at = items.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  const question = items[at];
  const since = items.slice(at + 1);
  const outputs = new Map(since.flatMap((item) => (item.type === 'tool_result' ? [[item.callId, item.output] as const] : [])));
  const done = since.flatMap((item): ToolOutcome[] => {
    const output = item.type === 'tool_call' && !isTransferTool(item.name) ? outputs.get(item.callId) : undefined;
    return item.type !== 'tool_call' || output === undefined ? [] : [{ tool: item.name, output, data: parseOutput(output) }];
  });
  return {
    ...splitAttachedFiles(question?.type === 'message' ? question.content : ''),
    earlier: items.slice(0, Math.max(at, 0)).flatMap((item) => (item.type === 'message' ? [item.content] : [])),
    done,
  };
}

function sayMissing({ agent }: Plan, missing: readonly string[], tools: Tools): Step {
  const names = missing.map((name) => `\`${name}\``).join(' and ');
  const isSupervisor = [...tools.keys()].some(isTransferTool);
  const advice = isSupervisor
    ? ''
    : ` The ${agent.replace('_', ' ')} agent does this where it is installed; if you chose another one, send the message without choosing.`;
  const say = `I understand what you want, but it needs ${names}, which I do not have here.${advice}`;
  return { say, isNoAnswer: true };
}

const missingOf = ({ next }: Plan, tools: Tools, done: readonly ToolOutcome[] = []): string[] => {
  const step = next(done);
  return 'calls' in step ? [...new Set(step.calls.map(({ tool }) => tool))].filter((name) => !tools.has(name)) : [];
};

const transfer = (plan: Plan, tools: Tools): Step | null => {
  const tool = toTransferTool(plan.agent);
  return tools.has(tool) ? { calls: [{ tool, arguments: { reason: plan.why } }] } : null;
};

/** Calls what is there; hands over to whoever has what is missing; else says so. */
function toStep(plan: Plan, done: readonly ToolOutcome[], tools: Tools): Step {
  const missing = missingOf(plan, tools, done);
  // The supervisor can search too, but whoever asks about files should see who answers.
  const isForOthers = plan.agent === 'knowledge' && done.length === 0;
  if (missing.length === 0) return (isForOthers ? transfer(plan, tools) : null) ?? plan.next(done);
  return (done.length === 0 ? transfer(plan, tools) : null) ?? sayMissing(plan, missing, tools);
}

/** A part whose tools another agent has: it is asked, and its answer becomes part of this one. */
function delegated({ text, plan }: Part, tools: Tools): Pick<Plan, 'next'> {
  const missing = missingOf(plan, tools);
  if (missing.length === 0) return plan;
  const tool = toAskTool(plan.agent);
  if (!tools.has(tool)) return { next: () => sayMissing(plan, missing, tools) };
  return callThenSay({
    ...plan,
    calls: [{ tool, arguments: { question: text, reason: plan.why } }],
    say: ([outcome]) => toToolError(outcome) ?? outcome?.output ?? '',
  });
}

/** Several things at once: one agent gets them all where it has what all of them need, else several work side by side. */
function toCompoundStep(parts: readonly Part[], done: readonly ToolOutcome[], tools: Tools): Step {
  const lacking = parts.filter(({ plan }) => missingOf(plan, tools).length > 0);
  const [first] = lacking;
  const isForOne =
    first !== undefined && lacking.length === parts.length && lacking.every(({ plan }) => plan.agent === first.plan.agent);
  const handover = isForOne && done.length === 0 ? transfer(first.plan, tools) : null;
  return (
    handover ??
    together(
      parts.map((part) => delegated(part, tools)),
      done,
    )
  );
}

/** What a request is answered with: calls, or words. A pure function of the request and the time. */
export function decide(request: ModelRequest, now: LocalTime, route: Router): Step {
  const { message, earlier, done, ...files } = toTurn(request.items);
  const tools: Tools = new Map(request.tools.map((tool) => [tool.name, tool]));
  const handover = toHandover(message);
  if (handover && tools.has(toTransferTool(handover.agent))) {
    const reason = `You asked for the ${handover.agent.replace('_', ' ')} agent.`;
    return { calls: [{ tool: toTransferTool(handover.agent), arguments: { reason } }] };
  }
  const question = toQuestion(handover?.rest || message, earlier, now, files);
  const parts = route(question);
  const [only] = parts;
  if (!only || parts.length > 1) return toCompoundStep(parts, done, tools);
  // Who has the files and nobody to hand over to was asked because of them.
  const isForFiles = only.plan.intent === 'unknown' && tools.has('search_files') && ![...tools.keys()].some(isTransferTool);
  return toStep(isForFiles ? toFilePlan(question) : only.plan, done, tools);
}
