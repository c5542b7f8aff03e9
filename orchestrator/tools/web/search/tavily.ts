import { z } from 'zod';
import { below, fetchJson } from './fetch-json.ts';
import type { SearchProvider } from './search-provider.ts';

const TIMEOUT_MS = 10_000;

const answer = z.object({
  results: z.array(z.object({ title: z.string().nullish(), url: z.string(), content: z.string().nullish() })),
});

/** Tavily. Source: its reference of `POST /search`. */
export function createTavily({
  apiKey,
  baseUrl = 'https://api.tavily.com',
}: {
  apiKey: string;
  baseUrl?: string;
}): SearchProvider {
  return {
    name: 'Tavily',
    async search(query, limit, signal) {
      const { results } = await fetchJson(
        answer,
        below(baseUrl, '/search'),
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
          body: JSON.stringify({ query, max_results: limit, search_depth: 'basic' }),
          signal,
        },
        TIMEOUT_MS,
      );
      return results.map(({ title, url, content }) => ({ title: title ?? '', url, snippet: content ?? '' }));
    },
  };
}
