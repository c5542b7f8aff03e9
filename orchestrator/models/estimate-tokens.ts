import type { ModelRequest, ModelUsage } from '../core/model.ts';

const CHARS_PER_TOKEN = 4;

function itemChars(item: ModelRequest['items'][number]): number {
  if (item.type === 'message') return item.content.length;
  if (item.type === 'tool_call') return item.name.length + item.arguments.length;
  return item.type === 'tool_result' ? item.output.length : 0;
}

/** For servers that report no usage: four characters a token, the usual rule of thumb for English. */
export function estimateUsage(request: ModelRequest, outputChars: number): ModelUsage {
  const inputChars = request.items.reduce((sum, item) => sum + itemChars(item), request.instructions.length);
  return { inputTokens: Math.ceil(inputChars / CHARS_PER_TOKEN), outputTokens: Math.ceil(outputChars / CHARS_PER_TOKEN) };
}
