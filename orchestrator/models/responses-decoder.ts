import { type FinishReason, ModelError, type ModelEvent, type ModelRequest, type ModelUsage } from '../core/model.ts';
import { AnswerText } from './answer/answer-text.ts';
import { createCallCollector } from './call-collector.ts';
import { toContent } from './content-text.ts';
import { toFinishReason } from './finish-reasons.ts';
import { type Fields, isFields, parseEvent } from './parse-event.ts';
import type { StreamDecoder, StreamPhase } from './stream-decoder.ts';
import { toStreamFault } from './stream-faults.ts';
import { toFinished } from './to-finished.ts';
import { fromStreamError } from './to-model-error.ts';
import { findUsage } from './to-usage.ts';

/** Only these are parsed: the others repeat what they say, and some repeat the whole answer. */
const RELEVANT: ReadonlySet<string> = new Set([
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

const isReadable = (name: string) => RELEVANT.has(name) || !name.startsWith('response.');

/** Decodes the answers of the Responses API, streamed or in one piece. */
export function createResponsesDecoder(provider: string, model: string, request: ModelRequest): StreamDecoder {
  let phase: StreamPhase = 'waiting';
  let outputChars = 0;
  let usage: Partial<ModelUsage> | undefined;
  let reason: FinishReason = 'stop';
  const answer = new AnswerText(request.tools);
  const calls = createCallCollector(provider, request.tools);
  /** They came one by one; the whole answer at the end repeats them. */
  let hasItems = false;

  function onText(value: unknown, out: ModelEvent[]): void {
    const { text, refusal } = typeof value === 'string' ? { text: value, refusal: '' } : toContent(value);
    if (refusal !== '') reason = 'refusal';
    for (const piece of [text, refusal]) {
      outputChars += piece.length;
      if (piece !== '') answer.push(piece, out);
    }
  }

  function onItem(item: Fields, out: ModelEvent[]): void {
    if (item.type === 'reasoning') out.push({ type: 'reasoning_item', data: { ...item } });
    if (item.type === 'message' && outputChars === 0) onText(item.content, out);
    if (item.type !== 'function_call') return;
    if (!item.name) throw new ModelError('malformed', provider);
    calls.add({ id: item.call_id ?? item.id, index: calls.count(), function: { name: item.name, arguments: item.arguments } });
  }

  function onEnd(response: Fields, out: ModelEvent[]): void {
    const { status, incomplete_details: cut, output } = response;
    const why = status === 'incomplete' && isFields(cut) ? toFinishReason(cut.reason) : null;
    if (why === 'length' || why === 'content_filter') reason = why;
    else if (status !== 'completed' && status !== undefined) throw new ModelError('incomplete', provider);
    const isMissing = outputChars === 0 && calls.count() === 0;
    for (const item of Array.isArray(output) ? output.filter(isFields) : []) {
      if (!hasItems || (isMissing && item.type !== 'reasoning')) onItem(item, out);
    }
    usage = findUsage(response, undefined);
    phase = 'done';
  }

  function onEvent(event: Fields, out: ModelEvent[]): boolean {
    const { type, delta, item, response } = event;
    switch (type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        phase = 'answering';
        if (type === 'response.output_text.delta') onText(delta, out);
        else if (typeof delta === 'string') onText({ refusal: delta }, out);
        return true;
      case 'response.reasoning_summary_text.delta':
        phase = 'answering';
        if (typeof delta === 'string') out.push({ type: 'reasoning', delta });
        return true;
      case 'response.output_item.added':
        phase = 'answering';
        return true;
      case 'response.output_item.done':
        phase = 'answering';
        hasItems = true;
        if (isFields(item)) onItem(item, out);
        return true;
      case 'response.completed':
      case 'response.incomplete':
        onEnd(isFields(response) ? response : {}, out);
        return true;
      case 'response.failed':
        throw fromStreamError(isFields(response) ? response.error : undefined, provider);
      default:
        // The answer in one piece instead of a stream.
        if (event.object === 'response' || (Array.isArray(event.output) && event.status !== undefined)) onEnd(event, out);
        return phase === 'done' || (typeof type === 'string' && type.startsWith('response.'));
    }
  }

  function decode(name: string | undefined, data: string, out: ModelEvent[]): boolean {
    if (name !== undefined && !isReadable(name)) {
      if (name.endsWith('.delta')) phase = 'answering';
      return true;
    }
    const events = parseEvent(data);
    if (events === 'done') {
      // Whoever sends it has ended the answer in good order.
      if (phase === 'answering') phase = 'done';
      return false;
    }
    let isAnswer = false;
    for (const event of events) {
      const isFault = event.type !== 'response.failed' && event.object !== 'response';
      const fault = isFault ? toStreamFault(event, name, provider) : null;
      if (fault) throw fault;
      if (onEvent(event, out)) isAnswer = true;
    }
    return isAnswer;
  }

  function finish(): ModelEvent[] {
    if (phase !== 'done') throw new ModelError('incomplete', provider);
    const events: ModelEvent[] = [];
    const isWhole = reason !== 'length';
    for (const call of answer.finish({ isWhole, hasCalls: calls.count() > 0 }, events))
      calls.add({ index: calls.count(), ...call });
    if (!answer.hasText && calls.count() === 0) {
      throw new ModelError(reason === 'content_filter' ? 'content_filter' : 'empty', provider);
    }
    const made = calls.finish(isWhole);
    const why = made.length > 0 ? 'tool_calls' : reason;
    return [...events, ...made, toFinished({ reason: why, provider, model, request, outputChars }, usage)];
  }

  return { phase: () => phase, decode, finish };
}
