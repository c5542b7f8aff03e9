import type { ServerResponse } from 'node:http';
import { AppError } from '../contract/errors.ts';
import type { FrontConfig } from './config.ts';
import { isAllowedForeignOrigin, requireOperation } from './guards.ts';
import type { Inbound } from './inbound.ts';

const REQUEST_HEADERS = 'authorization, content-type, idempotency-key, last-event-id, x-api-key, x-request-id';
const ANSWER_HEADERS = 'content-disposition, retry-after, x-request-id';
const PREFLIGHT_SECONDS = 600;

/** For a listed origin whose call carries an own key. Credentials (cookies) are never allowed. */
export function setCorsHeaders(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', ANSWER_HEADERS);
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.appendHeader('Vary', 'Origin');
}

/** Answers a preflight. Throws `CROSS_ORIGIN`, `NOT_FOUND` or `METHOD_NOT_ALLOWED`. */
export function answerPreflight(inbound: Inbound, response: ServerResponse, config: FrontConfig): void {
  const wanted = inbound.headers['access-control-request-method'];
  if (wanted === undefined || inbound.origin === undefined) requireOperation(inbound.method, inbound.path);
  if (inbound.origin === undefined || !isAllowedForeignOrigin(inbound, config)) throw new AppError('CROSS_ORIGIN');
  requireOperation(wanted ?? '', inbound.path);
  setCorsHeaders(response, inbound.origin);
  response.writeHead(204, {
    'Access-Control-Allow-Methods': wanted,
    'Access-Control-Allow-Headers': REQUEST_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  response.end();
}
