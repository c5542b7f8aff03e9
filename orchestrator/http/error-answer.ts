import { STATUS_CODES } from 'node:http';
import { AppError, ERROR_TABLE, type ErrorBody, toAppError, toErrorBody } from '../../lib/contract/errors.ts';

type WireError = { status: number; headers: Record<string, string>; body: ErrorBody; error: AppError };

const FASTIFY_CODES: Record<string, AppError['code']> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_TYPE',
  FST_ERR_CTP_INVALID_TYPE: 'UNSUPPORTED_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INVALID_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'INVALID_JSON',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
};

/** Errors of the framework have their own codes; everything else is `AppError` or unknown. */
function fromThrown(thrown: unknown, requestId: string): AppError {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? FASTIFY_CODES[String(thrown.code)] : undefined;
  return code === undefined || thrown instanceof AppError ? toAppError(thrown, requestId) : new AppError(code, { cause: thrown });
}

/** The answer for whatever was thrown: the body of the contract, and the headers that belong to it. */
export function toErrorAnswer(thrown: unknown, requestId: string): WireError {
  const error = fromThrown(thrown, requestId);
  const retryAfter = error.retryAfterSeconds ?? (error.code === 'NOT_READY' || error.code === 'RATE_LIMITED' ? 1 : undefined);
  return {
    error,
    status: error.status,
    body: toErrorBody(error),
    headers: {
      ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
      ...(error.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
    },
  };
}

/** A whole HTTP/1.1 answer for a connection that never became a request. */
export function toRawErrorAnswer(code: AppError['code'], requestId: string): string {
  const body = JSON.stringify(toErrorBody(new AppError(code)));
  const { status } = ERROR_TABLE[code];
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    `X-Request-ID: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
