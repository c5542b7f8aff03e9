import { AppError } from '../../lib/contract/errors.ts';
import type { Permit } from '../core/breaker.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import { type Model, ModelError, type ModelEvent, type ModelRequest } from '../core/model.ts';
import type { BreakerRegistry } from './breaker-registry.ts';
import { isCertainlyLonger } from './estimate-tokens.ts';

export type ChainLink = {
  model: Model;
  /** Its configured model name. */
  modelName: string;
  /** A language model can go on from the middle of an answer; others start again and the text so far is void. */
  canContinue: boolean;
  /** Without: it cannot fail for reasons that pass. */
  breakers?: BreakerRegistry;
  /** What fits into one call; absent: unknown. */
  contextTokens?: number;
};

export type ChainDeps = { clock: Clock; metrics: Metrics; log: Logger };

const CONTINUE =
  '(Automatic message.) Your answer above was cut off by a connection failure. Go on exactly where it stops, in the same language and format, even in mid-word. ' +
  'Do not repeat any of it, do not apologise, do not mention the interruption. If it is already complete, answer with nothing.';

const ALWAYS: Permit = { answering: () => {}, succeeded: () => {}, failed: () => {}, inconclusive: () => {} };

function toLinkRequest(request: ModelRequest, level: number, textSoFar: string): ModelRequest {
  const { model, ...rest } = request;
  const own = level === 0 && model !== undefined ? { ...rest, model } : rest;
  if (textSoFar === '') return own;
  return {
    ...own,
    items: [
      ...own.items,
      { type: 'message', role: 'assistant', content: textSoFar },
      // Not as system: many local servers accept that at the beginning alone.
      { type: 'message', role: 'user', content: CONTINUE },
    ],
  };
}

/** Reports one call of one link to its breaker and to the metrics. */
function createCallReport(link: ChainLink, modelName: string, permit: Permit, { clock, metrics }: ChainDeps) {
  const startedAt = clock.monotonic();
  let firstTokenMs: number | undefined;
  const report = (
    outcome: Pick<Parameters<Metrics['modelCall']>[0], 'outcome' | 'errorKind' | 'inputTokens' | 'outputTokens' | 'costUsd'>,
  ) =>
    metrics.modelCall({
      provider: link.model.provider,
      model: modelName,
      durationMs: clock.monotonic() - startedAt,
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...outcome,
    });
  return {
    began() {
      if (firstTokenMs !== undefined) return;
      firstTokenMs = clock.monotonic() - startedAt;
      permit.answering();
    },
    finished(event: Extract<ModelEvent, { type: 'finished' }>) {
      permit.succeeded();
      const { inputTokens, outputTokens } = event.usage;
      report({ outcome: 'ok', inputTokens, outputTokens, ...(event.costUsd === undefined ? {} : { costUsd: event.costUsd }) });
    },
    failed(error: ModelError) {
      if (error.kind === 'refused' || error.kind === 'content_filter') permit.inconclusive();
      else permit.failed(error.retryAfterMs);
      report({ outcome: 'failed', errorKind: error.kind });
    },
    aborted() {
      permit.inconclusive();
      report({ outcome: 'aborted' });
    },
  };
}

/** What the failed attempts of one request have left. */
type Progress = { text: string };

type CallReport = ReturnType<typeof createCallReport>;

/** A continuation that adds nothing means that the answer was whole but for its end marker. */
function isWhole(error: ModelError, link: ChainLink, textBefore: string): boolean {
  return error.kind === 'empty' && textBefore !== '' && link.canContinue;
}

/** One call of one link; returns what went wrong, or `null` after a complete answer. Throws only after an abort. */
async function* attempt(
  link: ChainLink,
  request: ModelRequest,
  progress: Progress,
  report: CallReport,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, ModelError | null> {
  const textBefore = progress.text;
  let settled = false;
  try {
    for await (const event of link.model.stream(request, signal)) {
      if (event.type === 'text') progress.text += event.delta;
      if (event.type === 'discarded') progress.text = progress.text.slice(0, progress.text.length - event.discardChars);
      if (event.type === 'finished') {
        settled = true;
        report.finished(event);
      } else report.began();
      yield event;
    }
    return null;
  } catch (error) {
    if (settled || signal.aborted) throw error;
    settled = true;
    const failure = error instanceof ModelError ? error : new ModelError('malformed', link.model.provider, { cause: error });
    report.failed(failure);
    if (!isWhole(failure, link, textBefore)) return failure;
    const usage = { inputTokens: 0, outputTokens: 0 };
    yield { type: 'finished', reason: 'stop', provider: link.model.provider, model: link.modelName, usage };
    return null;
  } finally {
    if (!settled) report.aborted();
  }
}

/**
 * The only retry loop there is: tries one provider after the other, each from where the last one stopped. `links` tells
 * which there are at the begin of a call.
 */
export function createChain(links: () => readonly [ChainLink, ...ChainLink[]], deps: ChainDeps): Model {
  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    const progress: Progress = { text: '' };
    let failure: { from: string; reason: string } | undefined;
    for (const [level, link] of links().entries()) {
      signal.throwIfAborted();
      const from = link.model.provider;
      const override = level === 0 ? request.model : undefined;
      if (override === undefined && link.contextTokens !== undefined && isCertainlyLonger(request, link.contextTokens)) {
        failure = { from, reason: 'too long for this model' };
        continue;
      }
      const permit = link.breakers ? link.breakers.get(from, override ?? link.modelName).acquire() : ALWAYS;
      if (!permit) {
        failure = { from, reason: 'circuit open' };
        continue;
      }
      // Names chosen by callers would make an unbounded number of metric series.
      const report = createCallReport(link, override === undefined ? link.modelName : 'other', permit, deps);
      if (failure) {
        const discardChars = link.canContinue ? 0 : progress.text.length;
        if (!link.canContinue) progress.text = '';
        yield { type: 'switched', ...failure, to: from, level, discardChars };
      }
      const error = yield* attempt(link, toLinkRequest(request, level, progress.text), progress, report, signal);
      if (!error) return;
      deps.log.warn(
        { provider: from, kind: error.kind, err: error.cause, text_chars: progress.text.length },
        'model call failed',
      );
      failure = { from, reason: error.message };
    }
    throw new AppError('PROVIDER_UNAVAILABLE');
  }
  return {
    get provider() {
      return links()[0].model.provider;
    },
    stream,
  };
}
