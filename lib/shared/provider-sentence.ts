import type { FailureCause, ProviderFailure } from '../contract/provider-failure.ts';
import { toProviderName } from './provider-name.ts';

/** “20 s”, “3 min”, “2 h”: rounded up, so that nobody tries too early. */
function toWait(seconds: number): string {
  if (seconds <= 90) return `${Math.max(1, Math.ceil(seconds))} s`;
  return seconds <= 5_400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

const withStatus = ({ status }: ProviderFailure) => (status === undefined ? '' : ` (${status})`);

const WORDS: Readonly<Record<FailureCause, (name: string, failure: ProviderFailure) => string>> = {
  rate_limited: (name, { retry_after_seconds: wait }) =>
    `${name} asks us to wait${wait === undefined ? '' : ` ${toWait(wait)}`} (rate limit).`,
  out_of_credit: (name) => `The credit of the ${name} account is used up.`,
  unauthorised: (name, failure) => `${name} rejected the API key or its rights${withStatus(failure)}.`,
  not_found: (name, failure) =>
    failure.path === undefined
      ? `${name} does not have the model ${failure.model}${withStatus(failure)}.`
      : `${name} has nothing at ${failure.path}${withStatus(failure)}. Check its base URL.`,
  unreachable: (name) => `The connection to ${name} failed.`,
  timeout: (name) => `${name} took too long to answer.`,
  server_error: (name, failure) => `${name} had an internal error${withStatus(failure)}.`,
  malformed: (name) => `${name} sent an answer that could not be read.`,
  refused: (name, failure) => `${name} refused the request${withStatus(failure)}.`,
  content_filter: (name) => `Refused by the provider's content filter (${name}).`,
  context_length: (_name, { model }) => `This is too long for this model (${model}).`,
  empty: (name) => `${name} sent an empty answer.`,
  paused: (name, { retry_after_seconds: wait }) =>
    `${name} is paused after errors.${wait === undefined ? '' : ` Next try in ${toWait(wait)}.`}`,
};

/** What went wrong, for people. Shape: one or two sentences without secrets. */
export function toProviderSentence(failure: ProviderFailure): string {
  const name = toProviderName(failure.provider);
  const after = failure.cause === 'paused' ? failure.paused_after : undefined;
  if (after === undefined || after === 'paused') return WORDS[failure.cause](name, failure);
  if (after === 'rate_limited') return WORDS.rate_limited(name, failure);
  const { retry_after_seconds: _wait, ...before } = failure;
  return `${WORDS[after](name, { ...before, cause: after })} ${WORDS.paused(name, failure)}`;
}
