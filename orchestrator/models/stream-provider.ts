import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Clock } from '../core/clock.ts';
import { ModelError, type ModelEvent } from '../core/model.ts';
import type { StreamDecoder } from './stream-decoder.ts';
import { toModelError } from './to-model-error.ts';
import { createWatchdog, type StreamLimits } from './watchdog.ts';

/** Above every real event (the final one repeats the whole answer), below what hurts. UTF-16 code units. */
const MAX_EVENT_CHARS = 4 * 1024 * 1024;

/** How long a finished response may take to end before its connection is closed instead of being used again. */
const RELEASE_TIMEOUT_MS = 50;

export type ProviderCall = {
  provider: string;
  limits: StreamLimits;
  clock: Clock;
  decoder: StreamDecoder;
  /** Sends the request; resolves with a successful response whose body is unread. */
  open: (signal: AbortSignal) => Promise<Response>;
};

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** The function it makes tells whether a chunk held an event; comments and parts of one are none. */
function createEventReader(call: ProviderCall, out: ModelEvent[]): (chunk: Uint8Array) => boolean {
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
    const hasEvents = messages.length > 0;
    messages.length = 0;
    return hasEvents;
  };
}

/** Reads the rest of a finished response, so that its connection can serve the next call; `false` when it does not end soon. */
async function endsSoon(reader: Reader, controller: AbortController): Promise<boolean> {
  const timer = setTimeout(() => controller.abort(), RELEASE_TIMEOUT_MS);
  try {
    while (!(await reader.read()).done);
    return true;
  } catch {
    return false;
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
  try {
    reader = assertEventStream(await call.open(controller.signal), provider);
    const read = createEventReader(call, arrived);
    while (decoder.phase() !== 'done') {
      watchdog.setReading(true);
      const { done, value } = await reader.read();
      watchdog.setReading(false);
      ended = done;
      if (done) break;
      const hasEvents = read(value);
      while (delivered < arrived.length && !signal.aborted) yield arrived[delivered++] as ModelEvent;
      signal.throwIfAborted();
      if (hasEvents) watchdog.touch(decoder.phase());
      arrived.length = delivered = 0;
    }
    yield* decoder.finish();
    ended ||= await endsSoon(reader, controller);
  } catch (error) {
    if (signal.aborted) {
      const tokens = arrived.slice(delivered).filter((event) => event.type === 'text').length;
      if (tokens > 0) yield { type: 'late', tokens };
      throw signal.reason;
    }
    if (decoder.phase() !== 'complete') {
      throw watchdog.expired() ? new ModelError('timeout', provider) : toModelError(error, { provider, nowMs: call.clock.now() });
    }
    yield* decoder.finish();
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', onAbort);
    if (!ended) controller.abort();
  }
}
