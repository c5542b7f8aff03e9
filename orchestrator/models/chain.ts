import { AppError } from '../../lib/contract/errors.ts';
import type { ProviderFailure } from '../../lib/contract/provider-failure.ts';
import { toProviderSentence } from '../../lib/shared/provider-sentence.ts';
import { toAutomatic } from '../core/automatic-message.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import { type Model, ModelError, type ModelEvent, type ModelRequest } from '../core/model.ts';
import type { BreakerRegistry } from './breaker-registry.ts';
import { type CallReport, createCallReport } from './call-report.ts';
import { toPause, toProviderFailure } from './to-provider-failure.ts';

export type ChainLink = {
  model: Model;
  /** Its configured model name. */
  modelName: string;
  /** A language model can go on from the middle of an answer; others start again and the text so far is void. */
  canContinue: boolean;
  /** Without: it cannot fail for reasons that pass. */
  breakers?: BreakerRegistry;
  /** Whether it can do what is asked at all; absent: it can be asked anything. */
  accepts?(request: ModelRequest): boolean;
};

export type ChainDeps = { clock: Clock; metrics: Metrics; log: Logger };

const CONTINUE = toAutomatic(
  'Your answer above was cut off by a connection failure. Go on exactly where it stops, in the same language and format, even in mid-word. ' +
    'Do not repeat any of it, do not apologise, do not mention the interruption. If it is already complete, answer with nothing.',
);

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

/** What the failed attempts of one request have left. */
type Progress = { text: string };

type Finished = Extract<ModelEvent, { type: 'finished' }>;

const NOTHING_ARRIVED = { content_filter: 'content_filter', refusal: 'refused', length: 'empty', stop: 'empty' } as const;

/** An answer that ended in good order and has nothing in it is none. */
function toFault({ reason, provider }: Finished, hasContent: boolean): ModelError | null {
  return hasContent || reason === 'tool_calls' ? null : new ModelError(NOTHING_ARRIVED[reason], provider);
}

/** A failure after which what was said is the answer: `null` when it is not. */
function toEnding(error: ModelError, link: ChainLink, textBefore: string, text: string): Finished | null {
  const ended = { type: 'finished' as const, provider: link.model.provider, model: link.modelName };
  const usage = { inputTokens: 0, outputTokens: 0 };
  if (error.kind === 'content_filter' && text !== '') return { ...ended, reason: 'content_filter', usage };
  // A continuation that adds nothing means that the answer was whole but for its end marker.
  return error.kind === 'empty' && textBefore !== '' && link.canContinue ? { ...ended, reason: 'stop', usage } : null;
}

/** One call of one link; returns what went wrong, or `null` after an answer. Throws only after an abort. */
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
        const fault = toFault(event, progress.text !== '');
        if (fault) throw fault;
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
    const ending = toEnding(failure, link, textBefore, progress.text);
    if (ending) yield ending;
    return ending ? null : failure;
  } finally {
    if (!settled) report.aborted();
  }
}

/** What people are told: of the first provider, which is the one that they chose. */
function toUnavailable(failure: ProviderFailure | undefined): AppError {
  if (!failure) return new AppError('PROVIDER_UNAVAILABLE');
  const { retry_after_seconds: retryAfterSeconds } = failure;
  return new AppError('PROVIDER_UNAVAILABLE', {
    message: toProviderSentence(failure),
    details: failure,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/**
 * The only retry loop there is: tries one provider after the other, each from where the last one stopped. `links` tells
 * which there are at the begin of a call. Throws `PROVIDER_UNAVAILABLE` with a `ProviderFailure` when none could answer;
 * the text so far stays.
 */
export function createChain(links: () => readonly [ChainLink, ...ChainLink[]], deps: ChainDeps): Model {
  const { clock, log } = deps;

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    const progress: Progress = { text: '' };
    const failures: ProviderFailure[] = [];
    for (const [level, link] of links().entries()) {
      signal.throwIfAborted();
      if (link.accepts && !link.accepts(request)) continue;
      const { provider } = link.model;
      const override = level === 0 ? request.model : undefined;
      const model = override ?? link.modelName;
      const breaker = link.breakers?.get(provider, model) ?? null;
      const permit = breaker?.acquire() ?? null;
      if (breaker && !permit) {
        failures.push(toPause(provider, model, breaker.lastFailure, breaker.waitMs(), clock.now()));
        continue;
      }
      const label = override === undefined ? model : 'other';
      const report = createCallReport({ provider, model, label, breaker, permit }, deps);
      const before = failures.at(-1);
      if (before) {
        const discardChars = link.canContinue ? 0 : progress.text.length;
        if (!link.canContinue) progress.text = '';
        const [reason, { provider: from, cause }] = [toProviderSentence(before), before];
        yield { type: 'switched', from, to: provider, reason, cause, level, discardChars };
      }
      const error = yield* attempt(link, toLinkRequest(request, level, progress.text), progress, report, signal);
      if (!error) return;
      log.warn({ provider, kind: error.kind, err: error.cause, text_chars: progress.text.length }, 'model call failed');
      failures.push(toProviderFailure(error, model, clock.now()));
    }
    throw toUnavailable(failures[0]);
  }
  return {
    get provider() {
      return links()[0].model.provider;
    },
    contextTokens: () => links()[0].model.contextTokens?.(),
    stream,
  };
}
