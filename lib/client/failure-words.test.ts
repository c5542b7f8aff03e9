import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../contract/conversations.ts';
import { FAILURE_CAUSES } from '../contract/provider-failure.ts';
import { toFailure } from './failure-words.ts';

const ENDED = { run_summary: { started_at: 10_000, duration_ms: 500, parts: [] } };

function failed(details?: Record<string, unknown>, metadata: StoredMessage['metadata'] = {}) {
  const error = { error: 'A sentence.', code: 'PROVIDER_UNAVAILABLE' as const, ...(details ? { details } : {}) };
  return toFailure({ error, metadata, created_at: 9_000 });
}

const of = (cause: string, more: object = {}) => ({ provider: 'openai', model: 'gpt-5', cause, ...more });

describe('why an answer failed', () => {
  it('says it in words for every cause, with something that can be done', () => {
    for (const cause of FAILURE_CAUSES) {
      const { title, hint } = failed(of(cause));
      expect(`${title} ${hint}`).not.toMatch(/null|undefined|_/);
    }
  });

  it('counts down where it is known when, and then gives no number that grows old', () => {
    const failure = failed(of('rate_limited', { retry_after_seconds: 20, retry_at: 30_500 }));
    expect(failure).toMatchObject({ title: 'OpenAI asks us to wait (rate limit).', retryAt: 30_500, hint: null });
    expect(failed(of('paused', { retry_after_seconds: 20, paused_after: 'timeout' })).title).not.toMatch(/\d/);
  });

  it('counts from the end of the run where only seconds are known', () => {
    expect(failed(of('rate_limited', { retry_after_seconds: 20 }), ENDED).retryAt).toBe(30_500);
    expect(failed(of('rate_limited', { retry_after_seconds: 20 })).retryAt).toBe(29_000);
    expect(failed(of('rate_limited')).retryAt).toBeNull();
  });

  it.each([undefined, {}, { cause: 'unheard of' }, of('timeout', { retry_at: 'soon' }), { provider: 5 }])(
    'takes the sentence of the server where the details are %o',
    (details) => {
      expect(failed(details)).toEqual({ title: 'A sentence.', hint: null, retryAt: null, model: null });
    },
  );

  it('says that it failed where nothing is known', () => {
    expect(toFailure({ metadata: {}, created_at: 1 }).title).toBe('The answer failed.');
  });
});
