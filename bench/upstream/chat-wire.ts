import { toToken } from '../plan.ts';
import type { Wire } from './wire.ts';

function encode(choices: unknown[], more: Record<string, unknown> = {}): string {
  const chunk = {
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'bench',
    choices,
    ...more,
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function delta(fields: Record<string, unknown>, finishReason: 'stop' | 'tool_calls' | null = null): string {
  return encode([{ index: 0, delta: fields, logprobs: null, finish_reason: finishReason }]);
}

function end(finishReason: 'stop' | 'tool_calls', outputTokens: number): string {
  const usage = { prompt_tokens: 100, completion_tokens: outputTokens, total_tokens: 100 + outputTokens };
  return `${delta({}, finishReason)}${encode([], { usage })}data: [DONE]\n\n`;
}

/** Chat Completions with `stream_options.include_usage`. */
export const chatWire: Wire = {
  opening: '',
  textStart: delta({ role: 'assistant', content: '' }),
  token: (index) => delta({ content: toToken(index) }),
  textEnd: (tokens) => end('stop', tokens),
  toolCalls: (calls) =>
    delta({
      role: 'assistant',
      content: null,
      tool_calls: calls.map(({ callId: id, name, arguments: args }, index) => ({
        index,
        id,
        type: 'function',
        function: { name, arguments: args },
      })),
    }) + end('tool_calls', 10),
};
