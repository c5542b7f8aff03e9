import type OpenAI from 'openai';
import { type FinishReason, ModelError, type ModelEvent, type ModelRequest, type ModelUsage } from '../core/model.ts';
import type { StreamDecoder, StreamPhase } from './stream-decoder.ts';
import { toFinished } from './to-finished.ts';
import { fromStreamError } from './to-model-error.ts';
import { assertToolArguments } from './tool-arguments.ts';

type ResponsesEvent = OpenAI.Responses.ResponseStreamEvent;
type Item = OpenAI.Responses.ResponseOutputItem;

/** Only these are parsed: the others repeat what they say, and some repeat the whole answer. */
const RELEVANT: ReadonlySet<string> = new Set<ResponsesEvent['type']>([
  'response.output_text.delta',
  'response.refusal.delta',
  'response.reasoning_summary_text.delta',
  'response.output_item.added',
  'response.output_item.done',
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
]);

function toUsage(usage: OpenAI.Responses.ResponseUsage): ModelUsage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cachedInputTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
  };
}

/** Decodes the event stream of the Responses API. */
export function createResponsesDecoder(provider: string, model: string, request: ModelRequest): StreamDecoder {
  let phase: StreamPhase = 'waiting';
  let textChars = 0;
  let usage: ModelUsage | undefined;
  let reason: FinishReason = 'stop';
  const calls: ModelEvent[] = [];

  function onItem(item: Item, out: ModelEvent[]): void {
    if (item.type === 'reasoning') out.push({ type: 'reasoning_item', data: { ...item } });
    if (item.type !== 'function_call') return;
    const { call_id: callId, name } = item;
    if (!callId || !name) throw new ModelError('malformed', provider);
    calls.push({ type: 'tool_call', callId, name, arguments: assertToolArguments(item.arguments, provider) });
  }

  function onEnd(response: OpenAI.Responses.Response): void {
    const cutBy = response.incomplete_details?.reason;
    if (cutBy === 'max_output_tokens') reason = 'length';
    else if (cutBy === 'content_filter') reason = 'content_filter';
    else if (response.status !== 'completed') throw new ModelError('incomplete', provider);
    if (response.usage) usage = toUsage(response.usage);
    phase = 'done';
  }

  function decode(name: string | undefined, data: string, out: ModelEvent[]): void {
    if (name !== undefined && !RELEVANT.has(name)) return;
    if (data === '[DONE]') return;
    const event = JSON.parse(data) as ResponsesEvent;
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        if (event.type === 'response.refusal.delta') reason = 'refusal';
        phase = 'answering';
        textChars += event.delta.length;
        if (event.delta !== '') out.push({ type: 'text', delta: event.delta });
        return;
      case 'response.reasoning_summary_text.delta':
        phase = 'answering';
        out.push({ type: 'reasoning', delta: event.delta });
        return;
      case 'response.output_item.added':
        phase = 'answering';
        return;
      case 'response.output_item.done':
        onItem(event.item, out);
        return;
      case 'response.completed':
      case 'response.incomplete':
        onEnd(event.response);
        return;
      case 'response.failed':
        throw fromStreamError(event.response.error, provider);
      case 'error':
        throw fromStreamError(event, provider);
      default:
    }
  }

  function finish(): ModelEvent[] {
    if (phase !== 'done') throw new ModelError('incomplete', provider);
    if (textChars === 0 && calls.length === 0) {
      throw new ModelError(reason === 'content_filter' ? 'content_filter' : 'empty', provider);
    }
    return [
      ...calls,
      toFinished({ reason: calls.length > 0 ? 'tool_calls' : reason, provider, model, request, outputChars: textChars }, usage),
    ];
  }

  return { phase: () => phase, decode, finish };
}
