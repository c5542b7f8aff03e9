import type { IncomingMessage, ServerResponse } from 'node:http';

const LINGER_MS = 5_000;

/**
 * An early answer (413, 401, …) must reach a client that is still sending: closing at once would reset the connection and
 * take the answer with it. So the rest of the body is read and thrown away for a while, then the connection is closed.
 */
export function lingerOverBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    const close = setTimeout(() => request.destroy(), LINGER_MS);
    request.once('end', () => clearTimeout(close));
    request.once('close', () => clearTimeout(close));
  });
}
