import type { TokenUsage } from '../../lib/contract/chat.ts';
import type { ModelUsage } from '../core/model.ts';

/** Adds up the calls of an agent or of a run. */
export type UsageMeter = { add(usage: ModelUsage, costUsd: number | undefined): void; total(): TokenUsage };

const NOTHING: TokenUsage = { input_tokens: 0, output_tokens: 0, total_tokens: 0, cost_usd: 0 };

/** The cost is left out as soon as the price of one call is unknown: half a sum would mislead. */
export function createUsageMeter(start: TokenUsage = NOTHING): UsageMeter {
  let { input_tokens: input, output_tokens: output, reasoning_tokens: reasoning, cost_usd: cost } = start;
  return {
    add(usage, costUsd) {
      input += usage.inputTokens;
      output += usage.outputTokens;
      if (usage.reasoningTokens) reasoning = (reasoning ?? 0) + usage.reasoningTokens;
      cost = cost === undefined || costUsd === undefined ? undefined : cost + costUsd;
    },
    total: () => ({
      input_tokens: input,
      output_tokens: output,
      total_tokens: input + output,
      ...(reasoning === undefined ? {} : { reasoning_tokens: reasoning }),
      ...(cost === undefined ? {} : { cost_usd: cost }),
    }),
  };
}
