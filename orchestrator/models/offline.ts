import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import type { Model, ModelEvent, ModelRequest } from '../core/model.ts';
import type { OfflineReason } from './offline/conversation.ts';
import { decide } from './offline/decide.ts';
import { fitArguments } from './offline/fit-arguments.ts';
import { toPauseMs } from './offline/pause.ts';
import type { LocalTime, PlannedCall, Step } from './offline/plan.ts';
import { createRouter } from './offline/router.ts';
import { isHeard, toSpoken } from './offline/to-spoken.ts';

const PROVIDER = 'offline';

/** The offline model knows before it is asked whether it can do what is wanted. */
export type OfflineModel = Model & { canAnswer(request: ModelRequest): boolean };

export type OfflineOptions = {
  reason: OfflineReason;
  clock: Pick<Clock, 'now'>;
  /** Of "today" and "at nine"; default: this machine's. */
  timeZone?: string;
  /** Between two words of a short answer, less in a longer one; default 8. */
  pieceDelayMs?: number;
};

function toLocalTime(nowMs: number, zone: string): LocalTime {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(nowMs);
  const [date = '', time = ''] = text.split(' ');
  return { ms: nowMs, date, time, zone };
}

/** The zone that the application named in the context of the request. */
function toNamedZone(instructions: string): string | undefined {
  const name = /"time_zone":\s*"([\w+/-]{1,64})"/.exec(instructions)?.[1];
  try {
    return name && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
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
export function createOfflineModel(options: OfflineOptions): OfflineModel {
  const { reason, clock, pieceDelayMs = 8 } = options;
  const ownZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const route = createRouter(reason);
  const common = { provider: PROVIDER, model: PROVIDER, costUsd: 0 };

  function* call(calls: readonly PlannedCall[], request: ModelRequest): Generator<ModelEvent> {
    for (const [index, { tool, arguments: planned }] of calls.entries()) {
      // Unique within the run: every call adds items to the request.
      const callId = `call_offline_${request.items.length}_${index}`;
      const spec = request.tools.find(({ name }) => name === tool);
      yield { type: 'tool_call', callId, name: tool, arguments: JSON.stringify(fitArguments(planned, spec)) };
    }
    yield { type: 'finished', reason: 'tool_calls', ...common, usage: toUsage(request, '') };
  }

  function toStep(request: ModelRequest): Step {
    return decide(request, toLocalTime(clock.now(), toNamedZone(request.instructions) ?? ownZone), route);
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    signal.throwIfAborted();
    const step = toStep(request);
    if ('calls' in step) {
      yield* call(step.calls, request);
      return;
    }
    const answer = isHeard(request.instructions) ? toSpoken(step.say) : step.say;
    const pieces = toPieces(answer);
    const pauseMs = toPauseMs(pieceDelayMs, pieces.length);
    for (const delta of pieces) {
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      signal.throwIfAborted();
      yield { type: 'text', delta };
    }
    const isApology = step.isNoAnswer ?? false;
    yield { type: 'finished', reason: 'stop', ...common, usage: toUsage(request, answer), ...(isApology ? { isApology } : {}) };
  }

  function canAnswer(request: ModelRequest): boolean {
    const step = toStep(request);
    return 'calls' in step || !step.isNoAnswer;
  }

  return { provider: PROVIDER, stream, canAnswer };
}
