import { APIError } from 'openai';
import { ModelError, type ModelErrorKind } from '../core/model.ts';

const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** A model that the server does not have comes as 400 from routers; waiting does not help, so the breaker must see it. */
const MISSING_MODEL = new Set(['model_not_found', 'model_not_supported', 'model_not_available']);

/** Azure says `content_filter`, OpenAI `content_policy_violation`; LiteLLM and others pass one of both on. */
const FILTERED = new Set<unknown>(['content_filter', 'content_policy_violation']);

function toKind(status: number, code: string | null | undefined): ModelErrorKind {
  if (status === 429) return 'rate_limited';
  // 402: the credits of the account are used up.
  if ([401, 402, 403, 404].includes(status) || MISSING_MODEL.has(code ?? '')) return 'misconfigured';
  if (FILTERED.has(code)) return 'content_filter';
  if (status === 408) return 'timeout';
  if (status === 409 || status >= 500) return 'server_error';
  return 'refused';
}

/** RFC 9110 §10.2.3 (seconds or a date) and the vendor's `retry-after-ms`; bounded, so that a wrong header cannot lock a provider out. */
export function toRetryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds > 0) return Math.min(milliseconds, LONGEST_RETRY_AFTER_MS);
  const text = headers?.get('retry-after');
  if (!text) return undefined;
  const wait = Number.isNaN(Number(text)) ? Date.parse(text) - nowMs : Number(text) * 1000;
  return wait > 0 ? Math.min(wait, LONGEST_RETRY_AFTER_MS) : undefined;
}

/** What the SDK or the connection threw; everything that is no HTTP answer counts as `unreachable`. */
export function toModelError(thrown: unknown, provider: string, nowMs: number): ModelError {
  if (thrown instanceof ModelError) return thrown;
  if (!(thrown instanceof APIError) || thrown.status === undefined)
    return new ModelError('unreachable', provider, { cause: thrown });
  const retryAfterMs = toRetryAfterMs(thrown.headers, nowMs);
  return new ModelError(toKind(thrown.status, thrown.code), provider, {
    status: thrown.status,
    cause: thrown,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Error codes inside a stream that has begun with status 200. */
export function fromStreamError(code: unknown, provider: string): ModelError {
  const kind =
    code === 'rate_limit_exceeded' || code === 429 || code === '429'
      ? 'rate_limited'
      : FILTERED.has(code)
        ? 'content_filter'
        : 'server_error';
  return new ModelError(kind, provider);
}
