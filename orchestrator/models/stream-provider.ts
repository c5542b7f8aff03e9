import type { Clock } from '../core/clock.ts';
import { ModelError, type ModelEvent } from '../core/model.ts';
import { createEventReader } from './event-reader.ts';
import type { StreamDecoder, StreamPhase } from './stream-decoder.ts';
import { toModelError } from './to-model-error.ts';
import { createWatchdog, type StreamLimits } from './watchdog.ts';

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

/** The answer is whole, however the connection ends. */
const ENDED: ReadonlySet<StreamPhase> = new Set(['marked', 'complete']);

type Reader = ReadableStreamDefaultReader<Uint8Array>;

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

/** One streamed call of one provider, with all limits; see `Model` for what it promises on failure and abort. */
export async function* streamProvider(call: ProviderCall, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
  signal.throwIfAborted();
  const { decoder, provider } = call;
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const watchdog = createWatchdog(call.limits, onAbort);
  const arrived: ModelEvent[] = [];
  const events = createEventReader({ provider, decoder, out: arrived });
  let delivered = 0;
  let reader: Reader | undefined;
  let ended = false;
  try {
    const { body } = await call.open(controller.signal);
    if (!body) throw new ModelError('malformed', provider);
    reader = body.getReader();
    while (decoder.phase() !== 'done') {
      watchdog.setReading(true);
      const { done, value } = await reader.read();
      watchdog.setReading(false);
      ended = done;
      const isAnswer = done ? events.end() : events.feed(value);
      while (delivered < arrived.length && !signal.aborted) yield arrived[delivered++] as ModelEvent;
      signal.throwIfAborted();
      if (done) break;
      if (events.isDoubtful()) watchdog.touch('doubtful');
      else if (isAnswer) watchdog.touch(decoder.phase());
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
    if (!ENDED.has(decoder.phase())) {
      const failure = watchdog.expired() ? new ModelError('timeout', provider) : error;
      throw toModelError(events.explain(failure), { provider, nowMs: call.clock.now() });
    }
    yield* decoder.finish();
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', onAbort);
    if (!ended) controller.abort();
  }
}
