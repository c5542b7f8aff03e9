import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../lib/contract/errors.ts';
import { matchOperation } from '../../lib/contract/match-operation.ts';

const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-API-Key, X-Request-ID, traceparent';
const EXPOSED_HEADERS = 'Content-Disposition, Retry-After, X-Request-ID';
const MAX_AGE_SECONDS = '600';

/** Lets a page of an allowed origin read the answer. Never a wildcard, never credentials: callers bring their own key. */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): void {
  const { origin } = request.headers;
  response.setHeader('vary', 'Origin');
  if (origin === undefined || !allowed.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
}

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Throws `CROSS_ORIGIN`, `NOT_FOUND` or `METHOD_NOT_ALLOWED`. Source: Fetch standard, CORS-preflight. */
export function setPreflightHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  allowed: readonly string[],
): void {
  if (!allowed.includes(request.headers.origin ?? '')) throw new AppError('CROSS_ORIGIN');
  const wanted = request.headers['access-control-request-method'] ?? '';
  const match = matchOperation(wanted, path);
  if (match.kind === 'none') throw new AppError('NOT_FOUND');
  if (match.kind === 'method') throw new AppError('METHOD_NOT_ALLOWED');
  response.setHeader('access-control-allow-methods', wanted);
  response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
  response.setHeader('access-control-max-age', MAX_AGE_SECONDS);
}
