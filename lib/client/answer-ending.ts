import type { EndedBy } from '../contract/chat.ts';
import type { StoredMessage } from '../contract/conversations.ts';
import type { FailureCause } from '../contract/provider-failure.ts';
import { toProviderName } from '../shared/provider-name.ts';
import { type AnswerFacts, toFacts } from './answer-facts.ts';
import { plural } from './format.ts';
import { OFFLINE } from './run-words.ts';

/** How an answer ended that did not simply finish; `canContinue`: its text goes on from where it stops. */
export type Ending = { kind: Exclude<EndedBy, 'stop' | 'error'>; text: string; canContinue: boolean };

/** `null`: nothing to tell. Of a failed answer the error tells it. */
export function toEnding(message: Pick<StoredMessage, 'status' | 'metadata' | 'error' | 'content'>): Ending | null {
  const facts = toFacts(message);
  const kind = toKind(message.status, facts.ended_by);
  if (kind === null) return null;
  const text = kind === 'interrupted' ? (message.error?.error ?? WORDS.interrupted(facts)) : WORDS[kind](facts);
  return { kind, text, canContinue: CONTINUABLE.has(kind) && message.content !== '' };
}

const CONTINUABLE: ReadonlySet<EndedBy> = new Set(['length', 'limit', 'cancelled', 'interrupted']);

function toKind(status: StoredMessage['status'], endedBy: EndedBy | undefined): Ending['kind'] | null {
  if (status === 'cancelled' || status === 'interrupted') return status;
  if (status !== 'completed' || endedBy === undefined || endedBy === 'stop' || endedBy === 'error') return null;
  return endedBy;
}

const WORDS: Record<Ending['kind'], (facts: AnswerFacts) => string> = {
  length: () => "Cut off at the model's length limit.",
  content_filter: (facts) => `The content filter of ${toWho(facts)} cut this answer off.`,
  refusal: (facts) => `${capitalise(toWho(facts))} declined to answer this.`,
  limit: ({ limit }) => (limit === undefined ? 'Ended early at a limit for one answer.' : `Ended early: ${limit}.`),
  cancelled: toStopped,
  interrupted: () => 'Interrupted: the server stopped before the answer was complete.',
};

function toWho({ provider }: AnswerFacts): string {
  return provider === undefined || provider === 'unknown' ? 'the model provider' : toProviderName(provider);
}

function toStopped({ stop }: AnswerFacts): string {
  if (stop === undefined) return 'Stopped.';
  if (stop.tokens_after_stop === 0) return 'Stopped. Nothing billed afterwards.';
  return `Stopped. ${plural(stop.tokens_after_stop, 'token')} came in afterwards.`;
}

const CAUSES: Record<FailureCause, string> = {
  rate_limited: 'asks us to wait',
  out_of_credit: 'has no credit left',
  unauthorised: 'rejected the API key',
  not_found: 'does not have this model',
  unreachable: 'could not be reached',
  timeout: 'took too long',
  server_error: 'had an internal error',
  malformed: 'sent something that could not be read',
  refused: 'refused the request',
  content_filter: 'refused this by its content filter',
  context_length: 'cannot take a conversation of this length',
  empty: 'sent an empty answer',
  paused: 'is paused after errors',
};

/** Who answered in whose place and why: "OpenAI is paused after errors; answered without a language model." `null`: nobody. */
export function toFallbackNote(message: Pick<StoredMessage, 'metadata'>): string | null {
  const { fallback_used: isFallback, provider, model, run_summary: summary } = toFacts(message);
  if (!isFallback) return null;
  const by = provider === undefined || provider === OFFLINE ? 'without a language model' : `by ${toProviderName(provider)}`;
  const answered = `answered ${by}${model === undefined || model === provider ? '' : ` (${model})`}.`;
  const first = summary?.parts.find((part) => part.kind === 'switch');
  if (first?.kind !== 'switch') return capitalise(answered);
  return `${toProviderName(first.from)} ${first.cause ? CAUSES[first.cause] : 'failed'}; ${answered}`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
