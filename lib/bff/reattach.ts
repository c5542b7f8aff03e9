import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../contract/errors.ts';
import { fromEventId } from '../contract/events.ts';
import type { FrameTail } from './frame-tail.ts';
import type { Reader } from './reader.ts';
import type { Upstream, UpstreamRequest } from './upstream.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

type Options = {
  upstream: Upstream;
  /** The call that the stream began with. */
  first: UpstreamRequest;
  /** Sending it a second time starts nothing new. */
  repeatable: boolean;
  reattachTimeoutMs: number;
};

/** `at_end`: the run is over and the reader has all of it. An error: the run cannot be had (any more). */
export type Reattached = IncomingMessage | 'at_end' | AppError;

/**
 * Makes the function that takes a broken stream up again after the last frame that went through. Its time starts anew only
 * when frames have come since the last break, or long after it, so that a backend that accepts and drops at once does not keep it busy for ever.
 */
export function createReattach(reader: Reader, tail: FrameTail, options: Options): () => Promise<Reattached> {
  let brokeAfter: string | undefined | null = null;
  let until = 0;
  let pauseMs = 0;

  return async () => {
    const outgoing = toRequest(tail, options);
    if (!outgoing) return new AppError('BACKEND_DOWN');
    // Events of a file have no ids: there a connection that lasted is what counts.
    if (tail.lastEventId !== brokeAfter || performance.now() - until > options.reattachTimeoutMs) {
      brokeAfter = tail.lastEventId;
      until = performance.now() + options.reattachTimeoutMs;
      pauseMs = 0;
    }
    while (!reader.gone && performance.now() < until) {
      if (pauseMs > 0) await delay(Math.min(pauseMs, Math.max(1, until - performance.now())));
      pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, pauseMs * 2), LONGEST_PAUSE_MS);
      const leftMs = Math.max(1, Math.ceil(until - performance.now()));
      const outcome = reader.gone ? null : toOutcome(await reader.open(options.upstream, outgoing, leftMs).catch(() => null));
      if (outcome) return outcome;
    }
    return new AppError('BACKEND_DOWN');
  };
}

/** After the last event; before the first one only a call that is safe to send again can be sent again. */
function toRequest(tail: FrameTail, { first, repeatable }: Options): UpstreamRequest | null {
  const position = tail.lastEventId === undefined ? null : fromEventId(tail.lastEventId);
  if (!position || tail.lastEventId === undefined) return repeatable ? first : null;
  const { 'content-type': _type, 'content-length': _length, 'idempotency-key': _key, ...headers } = first.headers;
  return {
    method: 'GET',
    path: `/api/runs/${position.runId}/stream`,
    headers: { ...headers, accept: 'text/event-stream', 'last-event-id': tail.lastEventId },
    body: null,
  };
}

/** `null`: another attempt may help. */
function toOutcome(answer: IncomingMessage | null): Reattached | null {
  if (!answer) return null;
  if (isEventStream(answer)) return answer;
  answer.on('error', () => {}).resume();
  switch (answer.statusCode) {
    case 204:
      return 'at_end';
    case 401:
      return new AppError('UNAUTHENTICATED');
    case 403:
      return new AppError('FORBIDDEN');
    case 404:
      return new AppError('NOT_FOUND');
    default:
      return null;
  }
}

export function isEventStream(answer: IncomingMessage): boolean {
  return answer.statusCode === 200 && answer.headers['content-type']?.startsWith('text/event-stream') === true;
}
