import type { TokenUsage } from '../../lib/contract/chat.ts';
import type { Clock } from '../core/clock.ts';

export type LimitOptions = {
  /** Model calls of one run, those of asked agents included. */
  maxTurns: number;
  /** How deep agents may ask agents; 0: not at all. */
  maxDepth: number;
  maxToolCalls: number;
  maxTokens: number;
  /** Has no effect on models whose price is unknown. */
  maxCostUsd: number;
  /** After this an answer is asked for; time spent waiting for people does not count. */
  maxWorkMs: number;
};

export const DEFAULT_LIMITS: LimitOptions = {
  maxTurns: 20,
  maxDepth: 1,
  maxToolCalls: 60,
  maxTokens: 1_000_000,
  maxCostUsd: 5,
  maxWorkMs: 480_000,
};

/** A call that was made so often with the same arguments is refused; one more, and the run comes to an end. */
const MAX_REPETITIONS = 2;

/** What one run may use up. Asked before each step; when something is used up, the agents are told to answer with what they have. */
export type Limits = {
  readonly maxDepth: number;
  /** Counts a model call; why it must be the last, or `null`. */
  beginTurn(): string | null;
  /** Counts a tool call; why it must not be made, or `null`. `args` is JSON text. */
  refuseCall(tool: string, args: string): string | null;
  used(): Used;
  /** Stops the clock until the result is called. */
  pause(): () => void;
};

type Used = { turns: number; toolCalls: number };

export function createLimits(options: LimitOptions, usage: () => TokenUsage, clock: Clock, start: Used): Limits {
  const repetitions = new Map<string, number>();
  const startedAt = clock.monotonic();
  let { turns, toolCalls } = start;
  let isLooping = false;
  let pauses = 0;
  let pausedAt = 0;
  let pausedMs = 0;

  function exhausted(): string | null {
    const { total_tokens: tokens, cost_usd: cost } = usage();
    if (isLooping) return 'the same call was made again and again';
    if (turns >= options.maxTurns) return `${options.maxTurns} steps are used up`;
    if (toolCalls >= options.maxToolCalls) return `${options.maxToolCalls} tool calls are used up`;
    if (tokens >= options.maxTokens) return `${options.maxTokens} tokens are used up`;
    if (cost !== undefined && cost >= options.maxCostUsd) return `the budget of ${options.maxCostUsd} USD is used up`;
    if (clock.monotonic() - startedAt - pausedMs >= options.maxWorkMs) return 'the time is used up';
    return null;
  }

  return {
    maxDepth: options.maxDepth,
    beginTurn() {
      turns += 1;
      return exhausted();
    },
    refuseCall(tool, args) {
      const key = `${tool}\n${args}`;
      const before = repetitions.get(key) ?? 0;
      repetitions.set(key, before + 1);
      if (before >= MAX_REPETITIONS) {
        isLooping ||= before > MAX_REPETITIONS;
        return `this exact call was made ${before} times already, its result will not change: use what you have or do something else`;
      }
      if (toolCalls >= options.maxToolCalls) return `${options.maxToolCalls} tool calls are used up: answer with what you have`;
      toolCalls += 1;
      return null;
    },
    used: () => ({ turns, toolCalls }),
    pause() {
      if (pauses === 0) pausedAt = clock.monotonic();
      pauses += 1;
      return () => {
        pauses -= 1;
        if (pauses === 0) pausedMs += clock.monotonic() - pausedAt;
      };
    },
  };
}
