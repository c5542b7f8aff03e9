import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Clock } from '../core/clock.ts';
import { ModelError, type ModelEvent } from '../core/model.ts';
import type { StreamDecoder } from './stream-decoder.ts';
import { toModelError } from './to-model-error.ts';
import { createWatchdog, type StreamLimits } from './watchdog.ts';

/** Above every real event (the final one repeats the whole answer), below what hurts. UTF-16 code units. */
const MAX_EVENT_CHARS = 4 * 1024 * 1024;

/** How long a finished response may take to end before its connection is given up instead of being reused. */
const RELEASE_TIMEOUT_MS = 1_000;

export type ProviderCall = {
  provider: string;
  limits: StreamLimits;
  clock: Clock;
  decoder: StreamDecoder;
  /** Sends the request; resolves with a successful response whose body is unread. */
  open: (signal: AbortSignal) => Promise<Response>;
};

type Reader = ReadableStreamDefaultReader<Uint8Array>;

function createEventReader(call: ProviderCall, out: ModelEvent[]): (chunk: Uint8Array) => void {
  const { decoder, provider } = call;
  const messages: EventSourceMessage[] = [];
  let overflow = false;
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARS,
    onEvent: (message) => messages.push(message),
    onError: (error) => {
      overflow ||= error.type === 'max-buffer-size-exceeded';
    },
  });
  const text = new TextDecoder();
  return (chunk) => {
    parser.feed(text.decode(chunk, { stream: true }));
    if (overflow) throw new ModelError('malformed', provider);
    try {
      for (const message of messages) {
        if (decoder.phase() === 'done') break;
        decoder.decode(message.event, message.data, out);
      }
    } catch (error) {
      throw error instanceof ModelError ? error : new ModelError('malformed', provider, { cause: error });
    }
    messages.length = 0;
  };
}

/** Reads the rest of a finished response in the background, so that its connection can serve the next call. */
async function releaseConnection(reader: Reader, controller: AbortController): Promise<void> {
  const timer = setTimeout(() => controller.abort(), RELEASE_TIMEOUT_MS);
  timer.unref();
  try {
    while (!(await reader.read()).done);
  } catch {
    // The answer is complete; what happens to its connection afterwards is of no interest.
  } finally {
    clearTimeout(timer);
  }
}

function assertEventStream(response: Response, provider: string): Reader {
  const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
  if (isJson || !response.body) throw new ModelError('malformed', provider);
  return response.body.getReader();
}

/** One streamed call of one provider, with all limits; see `Model` for what it promises on failure and abort. */
export async function* streamProvider(call: ProviderCall, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
  signal.throwIfAborted();
  const { decoder, provider } = call;
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const watchdog = createWatchdog(call.limits, onAbort);
  const arrived: ModelEvent[] = [];
  let delivered = 0;
  let reader: Reader | undefined;
  let ended = false;
  let finished = false;
  try {
    reader = assertEventStream(await call.open(controller.signal), provider);
    const read = createEventReader(call, arrived);
    while (decoder.phase() !== 'done') {
      const { done, value } = await reader.read();
      ended = done;
      if (done) break;
      read(value);
      watchdog.touch(decoder.phase());
      while (delivered < arrived.length && !signal.aborted) yield arrived[delivered++] as ModelEvent;
      signal.throwIfAborted();
      arrived.length = delivered = 0;
    }
    const last = decoder.finish();
    finished = true;
    yield* last;
  } catch (error) {
    if (signal.aborted) {
      const tokens = arrived.slice(delivered).filter((event) => event.type === 'text').length;
      if (tokens > 0) yield { type: 'late', tokens };
      throw signal.reason;
    }
    if (decoder.phase() !== 'complete') {
      throw watchdog.expired() ? new ModelError('timeout', provider) : toModelError(error, provider, call.clock.now());
    }
    yield* decoder.finish();
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', onAbort);
    if (!finished || !reader) controller.abort();
    else if (!ended) void releaseConnection(reader, controller);
  }
}
