import { setTimeout as sleep } from 'node:timers/promises';
import { type JsonObject, jsonObject } from '../../lib/contract/primitives.ts';
import type { Model, ModelEvent, ModelItem, ModelRequest } from '../core/model.ts';
import { arithmetic } from './offline/arithmetic.ts';
import { createSmallTalk, type OfflineReason, toApology } from './offline/conversation.ts';
import { counting } from './offline/counting.ts';
import { dates } from './offline/dates.ts';
import { planHandover, toHandover } from './offline/handing-over.ts';
import type { Plan } from './offline/plan.ts';
import { repeating } from './offline/repeating.ts';

const PROVIDER = 'offline';

/** What it understands is short; patterns over long texts cost time. */
const MAX_QUESTION_CHARS = 300;

function parseResult(output: string): JsonObject {
  try {
    const parsed = jsonObject.safeParse(JSON.parse(output));
    return parsed.success ? parsed.data : { result: output };
  } catch {
    return { result: output };
  }
}

/** The question to answer, and the results of the tools that were called for it. */
function toTurn(items: readonly ModelItem[]): { message: string; results: JsonObject[] } {
  const at = items.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  const question = items[at];
  const results = items.slice(at + 1).flatMap((item) => (item.type === 'tool_result' ? [parseResult(item.output)] : []));
  return { message: question?.type === 'message' ? question.content : '', results };
}

function makePlan(message: string, request: ModelRequest, reason: OfflineReason): Plan {
  const handover = toHandover(message);
  const handing = handover && planHandover(handover.agent, request.tools);
  if (handing) return handing;
  const question = handover?.rest || message;
  const abilities =
    question.length > MAX_QUESTION_CHARS ? [repeating] : [createSmallTalk(reason), counting, repeating, arithmetic, dates];
  for (const ability of abilities) {
    const plan = ability(question);
    if (plan) return plan;
  }
  return toApology(reason);
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
 * A deterministic model that needs no key and no network: it works by fixed rules, computes with the same tools through
 * the same loop as every other model, and says plainly that it is no language model. Counts words as tokens; costs nothing.
 */
export function createOfflineModel(options: { reason: OfflineReason /** Between two words. */; pieceDelayMs?: number }): Model {
  const { reason, pieceDelayMs = 8 } = options;

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    signal.throwIfAborted();
    const { message, results } = toTurn(request.items);
    const plan = makePlan(message, request, reason);
    const isAvailable = plan.calls.every((call) => request.tools.some((tool) => tool.name === call.tool));
    const common = { provider: PROVIDER, model: PROVIDER, costUsd: 0 };
    if (isAvailable && results.length < plan.calls.length) {
      for (const [index, call] of plan.calls.entries()) {
        // Unique within the run: every call adds items to the request.
        const callId = `call_offline_${request.items.length}_${index}`;
        yield { type: 'tool_call', callId, name: call.tool, arguments: JSON.stringify(call.arguments) };
      }
      yield { type: 'finished', reason: 'tool_calls', ...common, usage: toUsage(request, '') };
      return;
    }
    const answer = results.length < plan.calls.length ? toApology(reason).say([]) : plan.say(results);
    for (const delta of toPieces(answer)) {
      if (pieceDelayMs > 0) await sleep(pieceDelayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      signal.throwIfAborted();
      yield { type: 'text', delta };
    }
    yield { type: 'finished', reason: 'stop', ...common, usage: toUsage(request, answer) };
  }

  return { provider: PROVIDER, stream };
}
