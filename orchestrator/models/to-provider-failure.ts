import type { ProviderFailure } from '../../lib/contract/provider-failure.ts';
import type { ModelError } from '../core/model.ts';

/** What a failed call of a model is on the wire. */
export function toProviderFailure(error: ModelError, model: string, nowMs: number): ProviderFailure {
  const { kind, provider, status, path, retryAfterMs } = error;
  return {
    provider,
    model,
    cause: kind === 'incomplete' ? 'unreachable' : kind,
    ...(status === undefined ? {} : { status }),
    ...(path === undefined ? {} : { path }),
    ...toRetry(retryAfterMs, nowMs),
  };
}

export function toPause(
  provider: string,
  model: string,
  before: ProviderFailure | null,
  waitMs: number,
  nowMs: number,
): ProviderFailure {
  const { status, path, cause } = before ?? {};
  return {
    provider,
    model,
    cause: 'paused',
    ...(cause === undefined ? {} : { paused_after: cause }),
    ...(status === undefined ? {} : { status }),
    ...(path === undefined ? {} : { path }),
    ...toRetry(waitMs, nowMs),
  };
}

function toRetry(waitMs: number | undefined, nowMs: number): Partial<ProviderFailure> {
  return waitMs === undefined ? {} : { retry_after_seconds: Math.ceil(waitMs / 100) / 10, retry_at: nowMs + Math.ceil(waitMs) };
}
