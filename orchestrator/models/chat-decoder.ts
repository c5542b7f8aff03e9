import { type FinishReason, ModelError, type ModelEvent, type ModelRequest, type ModelUsage } from '../core/model.ts';
import { AnswerText } from './answer/answer-text.ts';
import { createCallCollector } from './call-collector.ts';
import { toContent } from './content-text.ts';
import { toFinishReason } from './finish-reasons.ts';
import { type Fields, isFields, parseEvent } from './parse-event.ts';
import type { StreamDecoder, StreamPhase } from './stream-decoder.ts';
import { toStreamFault } from './stream-faults.ts';
import { toFinished } from './to-finished.ts';
import { findUsage, mergeUsage } from './to-usage.ts';

/** Fields of a delta that say nothing; each other one is reasoning in one of its many spellings, which is never shown. */
const SILENT: ReadonlySet<string> = new Set(['role', 'content', 'refusal', 'tool_calls', 'function_call', 'name', 'index', 'id']);

/** The length of the reasoning that a delta brings beside its content. */
function reasoningChars(delta: Fields): number {
  let chars = 0;
  for (const name in delta) {
    if (SILENT.has(name)) continue;
    const value = delta[name];
    if (typeof value === 'string') chars = Math.max(chars, value.length);
    else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) chars = Math.max(chars, 1);
  }
  return chars;
}

function callsOf({ tool_calls: calls, function_call: legacy }: Fields): unknown[] {
  if (!calls) return legacy ? [{ function: legacy }] : [];
  return Array.isArray(calls) ? calls : [calls];
}

/** Servers that name their last event instead of sending `[DONE]`; it holds nothing. */
const END_EVENTS: ReadonlySet<string> = new Set(['done', 'end', 'complete', 'finish', 'close']);
const isEmpty = (chunk: Fields) => Object.keys(chunk).length === 0;

const MARKS = [
  'finish_reason',
  'finishReason',
  'FinishReason',
  'stop_reason',
  'stopReason',
  'done_reason',
  'native_finish_reason',
];

function markOf(holder: Fields): unknown {
  for (const name of MARKS) if (holder[name]) return holder[name];
  return undefined;
}

/** Whether a model begins with reasoning of which only the end is marked: from its second answer on, none of it is shown even for a moment. */
export type ReasoningHabit = { thinksFirst: boolean; learn(thinksFirst: boolean): void };

/** Decodes the answers of Chat Completions as OpenAI-compatible servers send them, streamed or in one piece. */
export function createChatDecoder(provider: string, model: string, request: ModelRequest, habit?: ReasoningHabit): StreamDecoder {
  let phase: StreamPhase = 'waiting';
  let outputChars = 0;
  let isRefusal = false;
  let usage: Partial<ModelUsage> | undefined;
  let reason: FinishReason | undefined;
  /** The server ended the answer in good order, be it without a reason. */
  let hasEnd = false;
  /** An end was told before the end. */
  let marksEarly = false;
  const answer = new AnswerText(request.tools, habit?.thinksFirst);
  const calls = createCallCollector(provider, request.tools);

  function onText(text: string, out: ModelEvent[]): void {
    outputChars += text.length;
    answer.push(text, out);
  }

  function onRefusal(refusal: string, out: ModelEvent[]): void {
    isRefusal = true;
    onText(refusal, out);
  }

  /** Whether it said anything. */
  function onDelta(delta: Fields, out: ModelEvent[]): boolean {
    const before = outputChars;
    const { content } = delta;
    if (typeof content === 'string') {
      if (content !== '') onText(content, out);
    } else if (content) {
      const { text, refusal } = toContent(content);
      if (text !== '') onText(text, out);
      if (refusal !== '') onRefusal(refusal, out);
    }
    if (typeof delta.refusal === 'string' && delta.refusal !== '') onRefusal(delta.refusal, out);
    const known = calls.count();
    for (const call of callsOf(delta)) outputChars += calls.add(call);
    const reasoning = reasoningChars(delta);
    if (reasoning > 0) answer.separate();
    outputChars += reasoning;
    return outputChars > before || calls.count() > known;
  }

  function onMark(mark: unknown, hasSaid: boolean): void {
    const told = toFinishReason(mark);
    if (told === null) return;
    const isFirst = reason === undefined;
    // Some routers and servers end a failed answer in good order.
    if (told === 'error' && isFirst) throw new ModelError('server_error', provider);
    if (told !== 'error' && (isFirst || told !== 'stop' || hasSaid)) reason = told;
    if (marksEarly) return;
    const hasAnswer = answer.hasText || calls.count() > 0;
    phase = hasSaid || !hasAnswer ? 'marked' : 'complete';
  }

  function onChoice(choice: Fields, chunk: Fields, out: ModelEvent[]): boolean {
    const { delta, message, text } = choice;
    let hasSaid = false;
    if (isFields(delta)) hasSaid = onDelta(delta, out);
    else if (outputChars === 0 && isFields(message)) {
      hasSaid = onDelta(message, out);
    } else if (typeof text === 'string') hasSaid = onDelta({ content: text }, out);
    if (hasSaid) {
      if (reason !== undefined) marksEarly = true;
      // Text that follows usage shows that it was not the end; a whole message is one.
      hasEnd = !isFields(delta) && isFields(message);
      phase = 'answering';
    }
    onMark(markOf(choice) || (isFields(delta) && markOf(delta)) || markOf(chunk), hasSaid);
    return hasSaid || phase !== 'waiting';
  }

  function onChunk(chunk: Fields, name: string | undefined, out: ModelEvent[]): boolean {
    const fault = toStreamFault(chunk, name, provider);
    if (fault) {
      // What comes behind a whole answer does not void it.
      if (phase === 'complete') return false;
      throw fault;
    }
    const { choices } = chunk;
    const choice = Array.isArray(choices) ? choices[0] : choices;
    const known = findUsage(chunk, isFields(choice) ? choice : undefined);
    if (known) usage = mergeUsage(usage, known);
    if (isFields(choice)) {
      const isError = isFields(choice.error) && toStreamFault(choice, undefined, provider);
      if (isError) throw isError;
      return onChoice(choice, chunk, out);
    }
    // Usage behind the answer is sent by who has finished it.
    if (known && outputChars > 0) hasEnd = true;
    return known !== undefined;
  }

  function decode(name: string | undefined, data: string, out: ModelEvent[]): boolean {
    const chunks = parseEvent(data);
    const isEnd = name !== undefined && END_EVENTS.has(name) && (chunks === 'done' || chunks.every(isEmpty));
    if (chunks === 'done' || isEnd) {
      hasEnd = true;
      phase = 'done';
      return true;
    }
    if (chunks.length === 0 && name === 'error') return onChunk({}, name, out);
    let isAnswer = false;
    for (const chunk of chunks) if (onChunk(chunk, name, out)) isAnswer = true;
    return isAnswer;
  }

  function finish(): ModelEvent[] {
    if (reason === undefined && !hasEnd) throw new ModelError('incomplete', provider);
    const events: ModelEvent[] = [];
    const isWhole = reason !== 'length';
    for (const call of answer.finish({ isWhole, hasCalls: calls.count() > 0 }, events))
      calls.add({ index: calls.count(), ...call });
    habit?.learn(answer.thoughtFirst);
    if (!answer.hasText && calls.count() === 0) {
      throw new ModelError(reason === 'content_filter' ? 'content_filter' : 'empty', provider);
    }
    const made = calls.finish(isWhole);
    const why = made.length > 0 ? 'tool_calls' : isRefusal ? 'refusal' : reason === 'tool_calls' ? 'stop' : (reason ?? 'stop');
    return [...events, ...made, toFinished({ reason: why, provider, model, request, outputChars }, usage)];
  }

  return { phase: () => phase, decode, finish };
}
