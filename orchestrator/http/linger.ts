import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_MS = 5_000;

/**
 * After an answer that came before the whole body: takes what the client still sends, so that the connection is not reset
 * before the client has read the answer; not for long, though. Source: RFC 9112, 9.6.
 */
export function lingerForBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let received = 0;
  const timer = setTimeout(() => request.socket.destroy(), MAX_MS).unref();
  const settle = () => clearTimeout(timer);
  request
    .on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_BYTES) request.socket.destroy();
    })
    .once('end', settle)
    .once('close', settle)
    .resume();
}
