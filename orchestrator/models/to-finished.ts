import type { ModelEvent, ModelRequest, ModelUsage } from '../core/model.ts';
import { estimateUsage } from './estimate-tokens.ts';
import { toCostUsd } from './prices.ts';

type Finished = Extract<ModelEvent, { type: 'finished' }>;

/** What a server reports, with an estimate for each number that is missing or, of an answer, zero; parts are no more than their whole. */
function toUsage(reported: Partial<ModelUsage>, request: ModelRequest, outputChars: number): ModelUsage {
  const estimate = estimateUsage(request, outputChars);
  const inputTokens = reported.inputTokens || estimate.inputTokens;
  const outputTokens = reported.outputTokens || estimate.outputTokens;
  const { cachedInputTokens: cached, reasoningTokens: reasoning } = reported;
  return {
    inputTokens,
    outputTokens,
    ...(cached === undefined ? {} : { cachedInputTokens: Math.min(cached, inputTokens) }),
    ...(reasoning === undefined ? {} : { reasoningTokens: Math.min(reasoning, outputTokens) }),
  };
}

/** The last event of a call. */
export function toFinished(
  call: Pick<Finished, 'reason' | 'provider' | 'model'> & { request: ModelRequest; outputChars: number },
  reported: Partial<ModelUsage> = {},
): Finished {
  const { reason, provider, model, request, outputChars } = call;
  const usage = toUsage(reported, request, outputChars);
  const costUsd = toCostUsd(model, usage);
  return { type: 'finished', reason, provider, model, usage, ...(costUsd === undefined ? {} : { costUsd }) };
}
