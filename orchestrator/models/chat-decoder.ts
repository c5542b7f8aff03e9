import type OpenAI from 'openai';
import { createId } from '../../lib/shared/ids.ts';
import { type FinishReason, ModelError, type ModelEvent, type ModelRequest, type ModelUsage } from '../core/model.ts';
import type { StreamDecoder, StreamPhase } from './stream-decoder.ts';
import { createThinkFilter } from './think-filter.ts';
import { toFinished } from './to-finished.ts';
import { fromStreamError } from './to-model-error.ts';
import { assertToolArguments } from './tool-arguments.ts';

/** llama.cpp: tokens of the prompt from the cache, of the rest of the prompt, and of the answer. */
type Timings = { cache_n?: number; prompt_n: number; predicted_n: number };
type StreamFault = { code?: unknown; type?: unknown } | string;
/** Compatible servers add fields: an error in the stream, reasoning as text (which is never shown), counts of their own. */
type Chunk = OpenAI.ChatCompletionChunk & { error?: StreamFault; timings?: Timings };
type CallDelta = Omit<OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall, 'index' | 'function'> & {
  /** Some servers leave it out. */
  index?: number;
  /** Some servers send the arguments as the object that they are. */
  function?: { name?: string; arguments?: string | object };
};
type Delta = Omit<OpenAI.ChatCompletionChunk.Choice.Delta, 'tool_calls'> & {
  tool_calls?: CallDelta[] | null;
  /** The model declines: text for people. */
  refusal?: string | null;
  reasoning_content?: string | null;
  reasoning?: string | null;
};
type Call = { index: number | undefined; id: string; name: string; arguments: string };

function toUsage(usage: OpenAI.CompletionUsage): ModelUsage {
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

function fromTimings({ cache_n: cached = 0, prompt_n: prompt, predicted_n: outputTokens }: Timings): ModelUsage {
  return { inputTokens: cached + prompt, outputTokens, cachedInputTokens: cached };
}

function toArgumentsText(value: string | object | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : (value ?? '');
}

/**
 * Some servers give every call the index 0, some none at all: a new id with a name begins a new call, and so does a name
 * where there is neither index nor id to tell calls apart.
 */
function addCallDelta(calls: Call[], delta: CallDelta, args: string): void {
  const name = delta.function?.name ?? '';
  let call = delta.index === undefined ? calls.at(-1) : calls.findLast((known) => known.index === delta.index);
  const hasNewId = delta.id && name !== '' && call?.id && call.id !== delta.id;
  const isUnmarked = delta.index === undefined && !delta.id && name !== '';
  if (!call || hasNewId || isUnmarked) {
    call = { index: delta.index, id: '', name: '', arguments: '' };
    calls.push(call);
  }
  call.id ||= delta.id ?? '';
  call.name ||= name;
  call.arguments += args;
}

function toReason(finishReason: string, isRefusal: boolean): FinishReason {
  if (isRefusal) return 'refusal';
  return finishReason === 'length' || finishReason === 'content_filter' ? finishReason : 'stop';
}

/** Decodes the event stream of Chat Completions, as OpenAI-compatible servers send it. */
export function createChatDecoder(provider: string, model: string, request: ModelRequest): StreamDecoder {
  let phase: StreamPhase = 'waiting';
  let outputChars = 0;
  let hasText = false;
  let usage: ModelUsage | undefined;
  let timings: Timings | undefined;
  let finishReason: string | undefined;
  let isRefusal = false;
  const filter = createThinkFilter();
  const calls: Call[] = [];

  function onText(delta: string, out: ModelEvent[]): void {
    if (delta === '') return;
    hasText = true;
    out.push({ type: 'text', delta });
  }

  function onDelta(delta: Delta, out: ModelEvent[]): void {
    const reasoning = delta.reasoning_content || delta.reasoning;
    if (delta.content) {
      outputChars += delta.content.length;
      onText(filter.push(delta.content), out);
    }
    if (delta.refusal) {
      isRefusal = true;
      outputChars += delta.refusal.length;
      onText(delta.refusal, out);
    }
    if (reasoning) outputChars += reasoning.length;
    for (const call of delta.tool_calls ?? []) {
      const args = toArgumentsText(call.function?.arguments);
      addCallDelta(calls, call, args);
      outputChars += args.length;
    }
    if (phase === 'waiting' && (delta.content || delta.refusal || reasoning || delta.tool_calls?.length)) phase = 'answering';
  }

  function onFinish(reason: string, out: ModelEvent[]): void {
    // Some routers and servers end a failed answer in good order.
    if (reason === 'error' || reason === 'abort') throw new ModelError('server_error', provider);
    onText(filter.rest(), out);
    finishReason = reason;
    phase = 'complete';
  }

  function decode(name: string | undefined, data: string, out: ModelEvent[]): void {
    if (data === '[DONE]') {
      if (finishReason !== undefined) phase = 'done';
      return;
    }
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error || name === 'error') {
      throw fromStreamError(chunk.error ?? chunk, provider);
    }
    if (chunk.usage) usage = toUsage(chunk.usage);
    if (chunk.timings) timings = chunk.timings;
    const choice = chunk.choices?.[0];
    if (!choice) return;
    if (choice.delta) onDelta(choice.delta as Delta, out);
    if (choice.finish_reason) onFinish(choice.finish_reason, out);
  }

  function toToolCall(call: Call): ModelEvent {
    if (call.name === '') throw new ModelError('malformed', provider);
    const callId = call.id === '' ? createId('call') : call.id;
    return { type: 'tool_call', callId, name: call.name, arguments: assertToolArguments(call.arguments, provider) };
  }

  function finish(): ModelEvent[] {
    if (finishReason === undefined) throw new ModelError('incomplete', provider);
    if (!hasText && calls.length === 0) {
      throw new ModelError(finishReason === 'content_filter' ? 'content_filter' : 'empty', provider);
    }
    const toolCalls = calls.map(toToolCall);
    const reason = toolCalls.length > 0 ? 'tool_calls' : toReason(finishReason, isRefusal);
    const reported = usage ?? (timings ? fromTimings(timings) : undefined);
    return [...toolCalls, toFinished({ reason, provider, model, request, outputChars }, reported)];
  }

  return { phase: () => phase, decode, finish };
}
