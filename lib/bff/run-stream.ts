import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../contract/errors.ts';
import { fromEventId } from '../contract/events.ts';
import { createFrameTail, type FrameTail } from './frame-tail.ts';
import { cleanAnswerHeaders } from './headers.ts';
import { createReader } from './reader.ts';
import { createReattach, isEventStream, type Reattached } from './reattach.ts';
import { DONE_FRAME, toTerminalFrames } from './terminal-event.ts';
import { IdleTimeout, toUpstreamError, type Upstream, type UpstreamRequest } from './upstream.ts';

export type RunStreamCall = {
  /** Whose events: those of a file have no ids, and no end can be told in the backend's stead. */
  events: 'run' | 'file';
  outgoing: UpstreamRequest;
  requestId: string;
  /** The stream of a voice turn. */
  voice: boolean;
  /** Sending it a second time starts nothing new. */
  repeatable: boolean;
  /** What the request itself says. */
  known: { lastEventId: string | undefined; runId: string | undefined; conversationId: string | undefined };
};

export type RunStreamOptions = {
  upstream: Upstream;
  /** Longest time to take a broken stream up again. */
  reattachTimeoutMs: number;
  /** The whole product stops: the reader comes back later, its run is not over. */
  isStopping: () => boolean;
};

/**
 * Passes the events of a run or a file on and keeps the reader's connection when the backend's breaks: it attaches to the run again, and if
 * that fails it ends the stream as the contract says. `httpxy` serves all other calls; here the answer outlives the
 * connection that it came from. Throws `AppError` before the first byte only.
 */
export async function passRunStream(call: RunStreamCall, response: ServerResponse, options: RunStreamOptions): Promise<void> {
  const { upstream, reattachTimeoutMs } = options;
  const reader = createReader(response);
  let answer = await reader.open(upstream, call.outgoing);
  if (!isEventStream(answer)) return passAnswer(answer, response);
  startEvents(answer, response);

  const tail = createFrameTail(call.known.lastEventId);
  const reattach = createReattach(reader, tail, {
    upstream,
    first: call.outgoing,
    repeatable: call.repeatable,
    reattachTimeoutMs,
  });
  for (;;) {
    const failure = await reader.relay(answer, tail);
    if (reader.gone) return;
    if (tail.done) return void response.end();
    if (tail.finished) return void response.end(DONE_FRAME);
    if (options.isStopping()) return void response.destroy();
    const next: Reattached = failure instanceof IdleTimeout ? toUpstreamError(failure, upstream) : await reattach();
    if (reader.gone) return;
    if (next === 'at_end') return void response.end(DONE_FRAME);
    if (next instanceof AppError && call.events === 'file') return void response.destroy();
    if (next instanceof AppError) return void response.end(toLastFrames(call, tail, next));
    answer = next;
  }
}

function toLastFrames(call: RunStreamCall, tail: FrameTail, reason: AppError): string {
  const position = tail.lastEventId === undefined ? null : fromEventId(tail.lastEventId);
  return toTerminalFrames({
    runId: position?.runId ?? call.known.runId,
    conversationId: tail.conversationId ?? call.known.conversationId,
    voice: call.voice,
    error: new AppError(reason.code, { message: reason.message, details: { request_id: call.requestId } }),
    nowMs: Date.now(),
  });
}

/** Headers leave at once: the first token may be seconds away. */
function startEvents(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    ...cleanAnswerHeaders(answer),
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
}

/** An answer that is no event stream ends as its connection ends. */
function passAnswer(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, cleanAnswerHeaders(answer));
  answer.once('error', () => response.destroy());
  answer.pipe(response);
}
