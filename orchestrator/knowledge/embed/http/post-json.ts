import { AppError } from '../../../../lib/contract/errors.ts';

export type JsonService = { baseUrl: string; apiKey?: string; timeoutMs: number };

const MAX_RETRY_SECONDS = 3_600;

/** Seconds from a `Retry-After` in either form; `undefined` where there is none. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.min(MAX_RETRY_SECONDS, Math.max(0, Math.ceil(seconds))) : undefined;
}

/** Without what the service said: its words may hold the text that was sent. */
function toFailure(what: string, retryAfterSeconds?: number): AppError {
  return new AppError('PROVIDER_UNAVAILABLE', {
    cause: new Error(what),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/**
 * Asks a service that speaks JSON, once. Throws `AppError('PROVIDER_UNAVAILABLE')` for everything that is no JSON answer with 2xx, with
 * the service's `Retry-After`. Abort: throws the signal's reason.
 */
export async function postJson(service: JsonService, path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(service.timeoutMs);
  try {
    const response = await fetch(`${service.baseUrl.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(service.apiKey === undefined ? {} : { authorization: `Bearer ${service.apiKey}` }),
      },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (response.ok) return (await response.json()) as unknown;
    await response.body?.cancel();
    throw toFailure(`status ${response.status}`, readRetryAfter(response.headers.get('retry-after')));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw toFailure(
      timeout.aborted ? 'no answer in time' : `no valid answer (${error instanceof Error ? error.name : 'unknown'})`,
    );
  }
}
