import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import { type BreakerOptions, createBreaker, type Permit } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { SpeechMetrics } from '../core/metrics.ts';
import { SpeechError } from '../core/speech.ts';

export type Part = 'transcribe' | 'speak' | 'token';

/** How one call ended; the first word counts. */
export type CallReport = {
  /** The answer has begun. */
  began(): void;
  succeeded(amounts?: { audioSeconds?: number; chars?: number }): void;
  /** Of the vendor, or by the caller's abort. */
  ended(thrown: unknown, aborted: boolean): void;
};

type Candidate<T> = { provider: string; run(report: CallReport): Promise<T> };

export type ProviderCalls = {
  isResting(provider: string, part: Part): boolean;
  /** The first candidate that can; throws `AppError` or the signal's reason. */
  first<T>(part: Part, candidates: readonly Candidate<T>[], options: { signal: AbortSignal; log: Logger }): Promise<T>;
};

type Deps = { breaker: BreakerOptions; clock: Clock; metrics: SpeechMetrics };

/** What was given is at fault, not who got it. */
const REASONS: Record<Part, { path: string; reason: string }> = {
  transcribe: { path: 'audio', reason: 'could not be read as a recording' },
  speak: { path: 'text', reason: 'cannot be spoken' },
  token: { path: 'language', reason: 'cannot be transcribed live' },
};

function toUnavailable(waits: readonly number[]): AppError {
  const retryAfterSeconds = waits.length === 0 ? undefined : Math.ceil(Math.min(...waits) / 1_000);
  return new AppError('SPEECH_UNAVAILABLE', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

/** Tries speech providers one after the other, leaves failing ones alone for a while, and counts. */
export function createProviderCalls({ breaker: options, clock, metrics }: Deps): ProviderCalls {
  const breakers = new Map<string, ReturnType<typeof createBreaker>>();

  function breakerOf(provider: string, part: Part) {
    const name = `${provider} ${part}`;
    const known = breakers.get(name);
    if (known) return known;
    const made = createBreaker(options, clock, (state) => metrics.breakerState(provider, part, state));
    breakers.set(name, made);
    return made;
  }

  function createReport(provider: string, part: Part, permit: Permit, log: Logger): CallReport {
    const startedAt = clock.monotonic();
    const since = () => clock.monotonic() - startedAt;
    let firstByteMs: number | undefined;
    let isOver = false;
    const report = (
      outcome: 'ok' | 'aborted' | 'failed',
      more: { errorKind?: string; audioSeconds?: number; chars?: number },
    ) => {
      isOver = true;
      const first = firstByteMs === undefined ? {} : { firstByteMs };
      metrics.speechCall({ provider, part, outcome, durationMs: since(), ...first, ...more });
    };
    return {
      began() {
        firstByteMs ??= since();
        permit.answering();
      },
      succeeded(amounts = {}) {
        if (isOver) return;
        permit.succeeded();
        report('ok', amounts);
      },
      ended(thrown, aborted) {
        if (isOver) return;
        const error = thrown instanceof SpeechError ? thrown : new SpeechError('unavailable');
        if (aborted || error.kind === 'rejected') permit.inconclusive();
        else permit.failed(error.retryAfterMs);
        report(aborted ? 'aborted' : 'failed', aborted ? {} : { errorKind: error.kind });
        const { kind, status } = error;
        if (!aborted) log.warn({ provider, part, kind, ...(status === undefined ? {} : { status }) }, 'speech call failed');
      },
    };
  }

  return {
    isResting: (provider, part) => breakerOf(provider, part).state() === 'open',
    async first(part, candidates, { signal, log }) {
      const waits: number[] = [];
      for (const { provider, run } of candidates) {
        signal.throwIfAborted();
        const permit = breakerOf(provider, part).acquire();
        if (!permit) continue;
        const report = createReport(provider, part, permit, log);
        try {
          return await run(report);
        } catch (thrown) {
          report.ended(thrown, signal.aborted);
          signal.throwIfAborted();
          if (thrown instanceof AppError) throw thrown;
          if (thrown instanceof SpeechError && thrown.kind === 'rejected') throw validationFailed([REASONS[part]]);
          if (thrown instanceof SpeechError && thrown.retryAfterMs !== undefined) waits.push(thrown.retryAfterMs);
        }
      }
      throw toUnavailable(waits);
    },
  };
}
