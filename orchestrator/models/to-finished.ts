import type { ModelEvent, ModelRequest, ModelUsage } from '../core/model.ts';
import { toCostUsd } from './prices.ts';

const CHARS_PER_TOKEN = 4;

function itemChars(item: ModelRequest['items'][number]): number {
  if (item.type === 'message') return item.content.length;
  if (item.type === 'tool_call') return item.name.length + item.arguments.length;
  return item.type === 'tool_result' ? item.output.length : 0;
}

/** Four characters a token: the usual rule of thumb for English. */
function estimateUsage(request: ModelRequest, outputChars: number): ModelUsage {
  const inputChars = request.items.reduce((sum, item) => sum + itemChars(item), request.instructions.length);
  return { inputTokens: Math.ceil(inputChars / CHARS_PER_TOKEN), outputTokens: Math.ceil(outputChars / CHARS_PER_TOKEN) };
}

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
