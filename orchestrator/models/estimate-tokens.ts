import type { ModelRequest, ModelUsage } from '../core/model.ts';

/** The usual rule of thumb for English. */
const CHARS_PER_TOKEN = 4;
/** No text of any language is denser than this in practice. */
const MOST_CHARS_PER_TOKEN = 8;
const TOKENS_PER_IMAGE = 1_000;

function itemChars(item: ModelRequest['items'][number]): number {
  if (item.type === 'message') return item.content.length + (item.images?.length ?? 0) * TOKENS_PER_IMAGE * CHARS_PER_TOKEN;
  if (item.type === 'tool_call') return item.name.length + item.arguments.length;
  return item.type === 'tool_result' ? item.output.length : 0;
}

function inputChars({ items, instructions }: ModelRequest): number {
  return items.reduce((sum, item) => sum + itemChars(item), instructions.length);
}

export function estimateUsage(request: ModelRequest, outputChars: number): ModelUsage {
  return {
    inputTokens: Math.ceil(inputChars(request) / CHARS_PER_TOKEN),
    outputTokens: Math.ceil(outputChars / CHARS_PER_TOKEN),
  };
}

/** Whether a request cannot fit: asking would be an error, and on some servers a silent cut. */
export function isCertainlyLonger(request: ModelRequest, tokens: number): boolean {
  return inputChars(request) / MOST_CHARS_PER_TOKEN > tokens;
}
