import type { Permit } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { Metrics } from '../core/metrics.ts';
import type { ModelError, ModelEvent } from '../core/model.ts';
import type { ProviderBreaker } from './breaker-registry.ts';
import { toProviderFailure } from './to-provider-failure.ts';

/** A wrong header must not lock a provider out. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** These say something about the request, and nothing about whether the provider works. */
const OF_THE_REQUEST: ReadonlySet<ModelError['kind']> = new Set(['refused', 'content_filter', 'context_length']);

type Call = {
  provider: string;
  model: string;
  /** Names chosen by callers would make an unbounded number of metric series. */
  label: string;
  /** `null`: it cannot fail for reasons that pass. */
  breaker: ProviderBreaker | null;
  permit: Permit | null;
};

export type CallReport = ReturnType<typeof createCallReport>;

/** Reports one call of one provider to its breaker and to the metrics. */
export function createCallReport(call: Call, { clock, metrics }: { clock: Clock; metrics: Metrics }) {
  const { provider, model, label, breaker, permit } = call;
  const startedAt = clock.monotonic();
  let firstTokenMs: number | undefined;
  const report = (
    outcome: Pick<Parameters<Metrics['modelCall']>[0], 'outcome' | 'errorKind' | 'inputTokens' | 'outputTokens' | 'costUsd'>,
  ) =>
    metrics.modelCall({
      provider,
      model: label,
      durationMs: clock.monotonic() - startedAt,
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...outcome,
    });
  return {
    began() {
      if (firstTokenMs !== undefined) return;
      firstTokenMs = clock.monotonic() - startedAt;
      permit?.answering();
    },
    finished({ usage, costUsd }: Extract<ModelEvent, { type: 'finished' }>) {
      permit?.succeeded();
      if (breaker) breaker.lastFailure = null;
      const { inputTokens, outputTokens } = usage;
      report({ outcome: 'ok', inputTokens, outputTokens, ...(costUsd === undefined ? {} : { costUsd }) });
    },
    failed(error: ModelError) {
      if (OF_THE_REQUEST.has(error.kind)) permit?.inconclusive();
      else {
        if (breaker) breaker.lastFailure = toProviderFailure(error, model, clock.now());
        const { retryAfterMs } = error;
        permit?.failed(retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_PAUSE_MS));
      }
      report({ outcome: 'failed', errorKind: error.kind });
    },
    aborted() {
      permit?.inconclusive();
      report({ outcome: 'aborted' });
    },
  };
}
