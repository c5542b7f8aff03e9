import type { ModelEvent, ModelRequest, ModelUsage } from '../core/model.ts';
import { estimateUsage } from './estimate-tokens.ts';
import { toCostUsd } from './prices.ts';

type Finished = Extract<ModelEvent, { type: 'finished' }>;

/** The last event of a call. Servers that report no usage, or nothing but zeros, get an estimate. */
export function toFinished(
  call: Pick<Finished, 'reason' | 'provider' | 'model'> & { request: ModelRequest; outputChars: number },
  reported: ModelUsage | undefined,
): Finished {
  const { reason, provider, model, request, outputChars } = call;
  const usage = reported && reported.outputTokens > 0 ? reported : estimateUsage(request, outputChars);
  const costUsd = toCostUsd(model, usage);
  return { type: 'finished', reason, provider, model, usage, ...(costUsd === undefined ? {} : { costUsd }) };
}
