import { createParser } from 'eventsource-parser';
import { AppError } from '../contract/errors.ts';
import { STREAM_DONE } from '../contract/events.ts';
import { readError, toUrl } from './http.ts';
import { parseRunEvent } from './run-reducer.ts';
import type { RunSource, SourceEnd, SourceRequest } from './run-source.ts';

/** Reads a run as server-sent events. `fetch` instead of `EventSource`: it shows status codes and lets us choose where to resume. */
export const readSse: RunSource = async (request) => {
  const response = await open(request);
  if (!response) return 'cut';
  if (response.status === 204) return 'nothing_left';
  if (!response.ok) throw await readError(response);
  if (!response.body) return 'cut';
  return readBody(response.body, request);
};

async function open({ origin, runId, after, signal }: SourceRequest): Promise<Response | null> {
  const headers = new Headers({ accept: 'text/event-stream' });
  if (after !== null) headers.set('last-event-id', after);
  try {
    return await fetch(origin + toUrl('runStream', { params: { run_id: runId } }), { headers, cache: 'no-store', signal });
  } catch (thrown) {
    if (signal.aborted) return null;
    throw new AppError('BACKEND_DOWN', { cause: thrown });
  }
}

async function readBody(body: ReadableStream<Uint8Array>, request: SourceRequest): Promise<SourceEnd> {
  let isDone = false;
  let hasGivenUp = false;
  const toEnd = (): SourceEnd => (isDone && !hasGivenUp ? 'done' : 'cut');
  const parser = createParser({
    onEvent: (message) => {
      if (message.data === STREAM_DONE) {
        isDone = true;
        return;
      }
      const event = parseRunEvent(parseJson(message.data));
      if (message.id !== undefined && event) request.onFrame({ id: message.id, event });
      // Without an id it is not of the run's log: something on the way has given up, while the run may still go on.
      if (message.id === undefined && event?.type === 'run.finished') hasGivenUp = true;
    },
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return toEnd();
      request.onAlive();
      parser.feed(decoder.decode(value, { stream: true }));
      if (isDone) return toEnd();
    }
  } catch {
    return toEnd();
  } finally {
    // Without this a connection that ended by `[DONE]` would stay open until the server closes it.
    reader.cancel().catch(() => {});
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
