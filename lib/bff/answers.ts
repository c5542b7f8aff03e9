import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AppError, toErrorBody } from '../contract/errors.ts';

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body), headers);
}

export function sendHtml(response: ServerResponse, status: number, html: string, headers: OutgoingHttpHeaders = {}): void {
  send(response, status, 'text/html; charset=utf-8', html, headers);
}

export function redirect(response: ServerResponse, location: string, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(303, { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0, ...headers });
  response.end();
}

/** In contract shape. Once headers are out there is no error answer any more: the connection breaks. */
export function sendError(response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, error.status, toErrorBody(error), toErrorHeaders(error));
}

/** The same for a socket that is not, or not yet, a `ServerResponse`. */
export function writeRawError(socket: Duplex, error: AppError, requestId: string): void {
  if (!socket.writable) return;
  const body = JSON.stringify(toErrorBody(error));
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Request-ID': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...toErrorHeaders(error),
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}

function send(response: ServerResponse, status: number, type: string, text: string, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(text);
}

function toErrorHeaders(error: AppError): OutgoingHttpHeaders {
  const allow = error.code === 'METHOD_NOT_ALLOWED' && error.details?.allow;
  return {
    ...(error.retryAfterSeconds !== undefined && { 'Retry-After': error.retryAfterSeconds }),
    ...(Array.isArray(allow) && { Allow: allow.join(', ') }),
  };
}
