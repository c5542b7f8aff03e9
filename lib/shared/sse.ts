/** Headers of every event stream: no cache, no transformation and no buffering on the way. Source: the wire contract. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** Milliseconds that an `EventSource` waits before it reconnects. */
const RETRY_MS = 1000;

/** First bytes of a stream; they make proxies and browsers show it as open. */
export const SSE_PREAMBLE = `retry: ${RETRY_MS}\n\n`;

/** Keeps idle connections open; clients ignore comments. */
export const SSE_PING = ': ping\n\n';

/** One event. `data` is one line (JSON text never holds a raw line break). */
export function encodeSseEvent(data: string, id?: string): string {
  return id === undefined ? `data: ${data}\n\n` : `id: ${id}\ndata: ${data}\n\n`;
}
