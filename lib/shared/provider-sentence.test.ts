import { describe, expect, it } from 'vitest';
import { FAILURE_CAUSES } from '../contract/provider-failure.ts';
import { toProviderSentence } from './provider-sentence.ts';

const AT = { provider: 'openai', model: 'gpt-5' };

describe('the sentence for a provider that failed', () => {
  it.each([
    [{ ...AT, cause: 'rate_limited', retry_after_seconds: 19.2 }, 'OpenAI asks us to wait 20 s (rate limit).'],
    [{ ...AT, cause: 'rate_limited', retry_after_seconds: 601 }, 'OpenAI asks us to wait 11 min (rate limit).'],
    [{ ...AT, cause: 'rate_limited' }, 'OpenAI asks us to wait (rate limit).'],
    [{ ...AT, cause: 'not_found', status: 404 }, 'OpenAI does not have the model gpt-5 (404).'],
    [
      { provider: 'my-server', model: 'm', cause: 'not_found', status: 405, path: '/responses' },
      'my-server has nothing at /responses (405). Check its base URL.',
    ],
    [
      { ...AT, cause: 'paused', paused_after: 'unauthorised', status: 401, retry_after_seconds: 30 },
      'OpenAI rejected the API key or its rights (401). OpenAI is paused after errors. Next try in 30 s.',
    ],
    [{ ...AT, cause: 'paused' }, 'OpenAI is paused after errors.'],
  ] as const)('%o: %s', (failure, sentence) => {
    expect(toProviderSentence(failure)).toBe(sentence);
  });

  it('has words of its own for every cause', () => {
    const sentences = FAILURE_CAUSES.map((cause) => toProviderSentence({ ...AT, cause }));
    expect(new Set(sentences).size).toBe(FAILURE_CAUSES.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});
