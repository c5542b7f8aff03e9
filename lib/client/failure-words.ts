import type { StoredMessage } from '../contract/conversations.ts';
import { type FailureCause, type ProviderFailure, providerFailure } from '../contract/provider-failure.ts';
import { toProviderSentence } from '../shared/provider-sentence.ts';
import { toFacts } from './answer-facts.ts';

export type Failure = {
  /** What went wrong, in one or two sentences. */
  title: string;
  /** What a person can do about it. */
  hint: string | null;
  /** When a retry makes sense again, in milliseconds since the epoch. */
  retryAt: number | null;
  /** The model that failed. */
  model: string | null;
};

const HINTS: Record<FailureCause, string | null> = {
  rate_limited: 'Wait a moment, then retry.',
  out_of_credit: 'Add credit to that account, or ask another model.',
  unauthorised: 'Check the API key of this provider in the configuration of the server.',
  not_found: 'Check the name of the model in the configuration of the server.',
  unreachable: 'Check that it is running and that the server can reach it.',
  timeout: 'This often passes. Retry in a moment.',
  server_error: 'This often passes. Retry in a moment.',
  malformed: 'This often passes. Retry, or ask another model.',
  refused: 'Write it differently, or ask another model.',
  content_filter: 'Write it differently, or ask another model.',
  context_length: 'Start a new chat, or shorten the message.',
  empty: 'This often passes. Retry in a moment.',
  paused: 'It is asked again after a pause.',
};

/** Why an answer failed, for people. */
export function toFailure({ error, metadata, created_at }: Pick<StoredMessage, 'error' | 'metadata' | 'created_at'>): Failure {
  const known = providerFailure.safeParse(error?.details);
  if (!error || !known.success) {
    return { title: error?.error ?? 'The answer failed.', hint: null, retryAt: null, model: null };
  }
  const { cause, path, model } = known.data;
  // The countdown tells how long, and goes on where a sentence would grow old.
  const { retry_after_seconds: _wait, ...lasting } = known.data;
  const retryAt = toRetryAt(known.data, toEndedAt(metadata, created_at));
  const hint = retryAt !== null || path !== undefined ? null : HINTS[cause];
  return { title: toProviderSentence(lasting), hint, retryAt, model };
}

function toRetryAt({ retry_at: at, retry_after_seconds: seconds }: ProviderFailure, endedAt: number): number | null {
  return at ?? (seconds === undefined ? null : endedAt + seconds * 1_000);
}

function toEndedAt(metadata: StoredMessage['metadata'], createdAt: number): number {
  const { started_at: startedAt = createdAt, duration_ms: durationMs = 0 } = toFacts({ metadata }).run_summary ?? {};
  return startedAt + durationMs;
}
