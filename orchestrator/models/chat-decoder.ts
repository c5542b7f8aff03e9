import type OpenAI from 'openai';
import { createId } from '../../lib/shared/ids.ts';
import { ModelError, type ModelEvent, type ModelRequest, type ModelUsage } from '../core/model.ts';
import type { StreamDecoder, StreamPhase } from './stream-decoder.ts';
import { toFinished } from './to-finished.ts';
import { fromStreamError } from './to-model-error.ts';
import { assertToolArguments } from './tool-arguments.ts';

/** Compatible servers add fields: an error in the stream, and reasoning as text (which is never shown). */
type Chunk = OpenAI.ChatCompletionChunk & { error?: { code?: unknown } | string };
type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning_content?: string | null; reasoning?: string | null };
type CallDelta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;
type Call = { index: number; id: string; name: string; arguments: string };

function toUsage(usage: OpenAI.CompletionUsage): ModelUsage {
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

/** Some servers give every call the index 0: a new id with a name begins a new call. */
function addCallDelta(calls: Call[], delta: CallDelta): void {
  const name = delta.function?.name ?? '';
  let call = calls.findLast((known) => known.index === delta.index);
  if (!call || (delta.id && name !== '' && call.id !== '' && call.id !== delta.id)) {
    call = { index: delta.index, id: '', name: '', arguments: '' };
    calls.push(call);
  }
  call.id ||= delta.id ?? '';
  call.name ||= name;
  call.arguments += delta.function?.arguments ?? '';
}

/** Decodes the event stream of Chat Completions, as OpenAI-compatible servers send it. */
export function createChatDecoder(provider: string, model: string, request: ModelRequest): StreamDecoder {
  let phase: StreamPhase = 'waiting';
  let outputChars = 0;
  let hasText = false;
  let usage: ModelUsage | undefined;
  let finishReason: string | undefined;
  const calls: Call[] = [];

  function onDelta(delta: Delta, out: ModelEvent[]): void {
    if (delta.content) {
      hasText = true;
      outputChars += delta.content.length;
      out.push({ type: 'text', delta: delta.content });
    }
    for (const call of delta.tool_calls ?? []) {
      addCallDelta(calls, call);
      outputChars += call.function?.arguments?.length ?? 0;
    }
    const answering = delta.content || delta.tool_calls?.length || delta.reasoning_content || delta.reasoning;
    if (answering && phase === 'waiting') phase = 'answering';
  }

  function decode(_name: string | undefined, data: string, out: ModelEvent[]): void {
    if (data === '[DONE]') {
      if (finishReason !== undefined) phase = 'done';
      return;
    }
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error) throw fromStreamError(typeof chunk.error === 'object' ? chunk.error.code : undefined, provider);
    if (chunk.usage) usage = toUsage(chunk.usage);
    const choice = chunk.choices?.[0];
    if (!choice) return;
    if (choice.delta) onDelta(choice.delta, out);
    if (!choice.finish_reason) return;
    if (choice.finish_reason === 'content_filter') throw new ModelError('refused', provider);
    finishReason = choice.finish_reason;
    phase = 'complete';
  }

  function toToolCall(call: Call): ModelEvent {
    if (call.name === '') throw new ModelError('malformed', provider);
    const callId = call.id === '' ? createId('call') : call.id;
    return { type: 'tool_call', callId, name: call.name, arguments: assertToolArguments(call.arguments, provider) };
  }

  function finish(): ModelEvent[] {
    if (finishReason === undefined) throw new ModelError('incomplete', provider);
    if (!hasText && calls.length === 0) throw new ModelError('empty', provider);
    const toolCalls = calls.map(toToolCall);
    const reason = toolCalls.length > 0 ? 'tool_calls' : finishReason === 'length' ? 'length' : 'stop';
    return [...toolCalls, toFinished({ reason, provider, model, request, outputChars }, usage)];
  }

  return { phase: () => phase, decode, finish };
}
