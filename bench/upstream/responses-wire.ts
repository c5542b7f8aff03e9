import { toAnswer, toToken } from '../plan.ts';
import type { ToolCall, Wire } from './wire.ts';

const ITEM_ID = 'msg_bench';

function encode(event: { type: string } & Record<string, unknown>): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function response(status: 'in_progress' | 'completed', output: unknown[], outputTokens: number): Record<string, unknown> {
  return {
    id: 'resp_bench',
    object: 'response',
    created_at: 1_700_000_000,
    status,
    model: 'bench',
    output,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: false,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage:
      status === 'completed'
        ? {
            input_tokens: 100,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: outputTokens,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: 100 + outputTokens,
          }
        : null,
  };
}

const opening = encode({ type: 'response.created', sequence_number: 0, response: response('in_progress', [], 0) });

function textStart(): string {
  const item = { id: ITEM_ID, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
  const part = { type: 'output_text', text: '', annotations: [] };
  return (
    encode({ type: 'response.output_item.added', sequence_number: 1, output_index: 0, item }) +
    encode({ type: 'response.content_part.added', sequence_number: 2, output_index: 0, content_index: 0, item_id: ITEM_ID, part })
  );
}

function textEnd(tokens: number): string {
  const text = toAnswer(tokens);
  const part = { type: 'output_text', text, annotations: [] };
  const item = { id: ITEM_ID, type: 'message', status: 'completed', role: 'assistant', content: [part] };
  const place = { output_index: 0, content_index: 0, item_id: ITEM_ID };
  return (
    encode({ type: 'response.output_text.done', sequence_number: tokens + 3, ...place, text, logprobs: [] }) +
    encode({ type: 'response.content_part.done', sequence_number: tokens + 4, ...place, part }) +
    encode({ type: 'response.output_item.done', sequence_number: tokens + 5, output_index: 0, item }) +
    encode({ type: 'response.completed', sequence_number: tokens + 6, response: response('completed', [item], tokens) })
  );
}

function toCallItem({ callId, name, arguments: args }: ToolCall) {
  return { id: `fc_${callId}`, type: 'function_call', status: 'completed', call_id: callId, name, arguments: args };
}

function toCallEvents(item: ReturnType<typeof toCallItem>, index: number): string {
  const place = { output_index: index, item_id: item.id };
  const { name, arguments: args } = item;
  const first = index * 4 + 1;
  return (
    encode({
      type: 'response.output_item.added',
      sequence_number: first,
      output_index: index,
      item: { ...item, status: 'in_progress', arguments: '' },
    }) +
    encode({ type: 'response.function_call_arguments.delta', sequence_number: first + 1, ...place, delta: args }) +
    encode({ type: 'response.function_call_arguments.done', sequence_number: first + 2, ...place, name, arguments: args }) +
    encode({ type: 'response.output_item.done', sequence_number: first + 3, output_index: index, item })
  );
}

/** OpenAI Responses, as streamed by the vendor. */
export const responsesWire: Wire = {
  opening,
  textStart: textStart(),
  token: (index) =>
    encode({
      type: 'response.output_text.delta',
      sequence_number: index + 3,
      item_id: ITEM_ID,
      output_index: 0,
      content_index: 0,
      delta: toToken(index),
      logprobs: [],
    }),
  textEnd,
  toolCalls(calls) {
    const items = calls.map(toCallItem);
    return (
      items.map(toCallEvents).join('') +
      encode({ type: 'response.completed', sequence_number: items.length * 4 + 1, response: response('completed', items, 10) })
    );
  },
};
