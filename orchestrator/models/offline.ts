import { setTimeout as sleep } from 'node:timers/promises';
import { type JsonObject, jsonObject } from '../../lib/contract/primitives.ts';
import type { Clock } from '../core/clock.ts';
import type { Model, ModelEvent, ModelItem, ModelRequest, ToolSpec } from '../core/model.ts';
import type { OfflineReason } from './offline/conversation.ts';
import { fitArguments } from './offline/fit-arguments.ts';
import { isTransferTool, toHandover, toTransferTool } from './offline/handover.ts';
import type { LocalTime, Plan, PlannedCall, Step, ToolOutcome } from './offline/plan.ts';
import { toQuestion } from './offline/question.ts';
import { createRouter } from './offline/router.ts';

const PROVIDER = 'offline';

export type OfflineOptions = {
  reason: OfflineReason;
  clock: Pick<Clock, 'now'>;
  /** Of "today" and "at nine"; default: this machine's. */
  timeZone?: string;
  /** Between two words; default 8. */
  pieceDelayMs?: number;
};

function parseOutput(output: string): JsonObject {
  try {
    const parsed = jsonObject.safeParse(JSON.parse(output));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

type Turn = { message: string; earlier: string[]; done: ToolOutcome[] };

/** The question to answer, what was said before it, and what the tools that were called for it have said. */
function toTurn(items: readonly ModelItem[]): Turn {
  const at = items.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  const question = items[at];
  const names = new Map(items.flatMap((item) => (item.type === 'tool_call' ? [[item.callId, item.name] as const] : [])));
  const done = items.slice(at + 1).flatMap((item): ToolOutcome[] => {
    const tool = item.type === 'tool_result' ? (names.get(item.callId) ?? '') : '';
    return item.type !== 'tool_result' || isTransferTool(tool)
      ? []
      : [{ tool, output: item.output, data: parseOutput(item.output) }];
  });
  return {
    message: question?.type === 'message' ? question.content : '',
    earlier: items.slice(0, Math.max(at, 0)).flatMap((item) => (item.type === 'message' ? [item.content] : [])),
    done,
  };
}

function toLocalTime(nowMs: number, zone: string): LocalTime {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(nowMs);
  const [date = '', time = ''] = text.split(' ');
  return { date, time, zone };
}

function sayMissing({ agent }: Plan, missing: readonly string[], toldToUse: boolean): Step {
  const tools = missing.map((name) => `\`${name}\``).join(' and ');
  const advice = toldToUse
    ? ''
    : ` The ${agent.replace('_', ' ')} agent would be the one to ask: choose it, or let me choose by sending the message without an agent.`;
  return {
    say: `I understand what you want, but it needs ${tools}, which ${missing.length === 1 ? 'is' : 'are'} not available here.${advice}`,
  };
}

/** Calls what is there; hands over to whoever has what is missing; else says so. */
function toStep(plan: Plan, done: readonly ToolOutcome[], tools: ReadonlyMap<string, ToolSpec>, isNamed: boolean): Step {
  const step = plan.next(done);
  if ('say' in step) return step;
  const missing = [...new Set(step.calls.map(({ tool }) => tool))].filter((name) => !tools.has(name));
  if (missing.length === 0) return step;
  const transfer = toTransferTool(plan.agent);
  if (done.length === 0 && tools.has(transfer)) return { calls: [{ tool: transfer, arguments: { reason: plan.why } }] };
  return sayMissing(plan, missing, isNamed);
}

/** Words with the white space before them, so that streaming shows whole words. */
function toPieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

function toUsage(request: ModelRequest, answer: string) {
  const inputTokens = request.items.reduce((sum, item) => sum + (item.type === 'message' ? countWords(item.content) : 0), 0);
  return { inputTokens, outputTokens: countWords(answer) };
}

/**
 * A deterministic model that needs no key and no network: it works by fixed rules, acts with the same tools through the
 * same loop as every other model, and says plainly that it is no language model. What tools bring back is data to it, so
 * that instructions in a page cannot reach it. Counts words as tokens; costs nothing.
 */
export function createOfflineModel(options: OfflineOptions): Model {
  const { reason, clock, pieceDelayMs = 8 } = options;
  const zone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const route = createRouter(reason);
  const common = { provider: PROVIDER, model: PROVIDER, costUsd: 0 };

  function decide(request: ModelRequest): Step {
    const { message, earlier, done } = toTurn(request.items);
    const tools = new Map(request.tools.map((tool) => [tool.name, tool]));
    const handover = toHandover(message);
    if (handover && tools.has(toTransferTool(handover.agent))) {
      const why = `You asked for the ${handover.agent.replace('_', ' ')} agent.`;
      return { calls: [{ tool: toTransferTool(handover.agent), arguments: { reason: why } }] };
    }
    const plan = route(toQuestion(handover?.rest || message, earlier, toLocalTime(clock.now(), zone)));
    return toStep(plan, done, tools, handover !== null || [...tools.keys()].some(isTransferTool));
  }

  function* call(calls: readonly PlannedCall[], request: ModelRequest): Generator<ModelEvent> {
    for (const [index, { tool, arguments: planned }] of calls.entries()) {
      // Unique within the run: every call adds items to the request.
      const callId = `call_offline_${request.items.length}_${index}`;
      const spec = request.tools.find(({ name }) => name === tool);
      yield { type: 'tool_call', callId, name: tool, arguments: JSON.stringify(fitArguments(planned, spec)) };
    }
    yield { type: 'finished', reason: 'tool_calls', ...common, usage: toUsage(request, '') };
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    signal.throwIfAborted();
    const step = decide(request);
    if ('calls' in step) {
      yield* call(step.calls, request);
      return;
    }
    for (const delta of toPieces(step.say)) {
      if (pieceDelayMs > 0) await sleep(pieceDelayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      signal.throwIfAborted();
      yield { type: 'text', delta };
    }
    yield { type: 'finished', reason: 'stop', ...common, usage: toUsage(request, step.say) };
  }

  return { provider: PROVIDER, stream };
}
