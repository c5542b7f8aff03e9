import { z } from 'zod';
import { WebError } from '../web-error.ts';
import { below, fetchJson } from './fetch-json.ts';
import type { SearchProvider } from './search-provider.ts';

const TIMEOUT_MS = 12_000;

const answer = z.object({
  results: z.array(z.object({ title: z.string().nullish(), url: z.string(), content: z.string().nullish() })),
  unresponsive_engines: z.array(z.unknown()).default([]),
});

/** SearXNG; its `search.formats` must allow JSON, else it answers 403. Source: its Search API. */
export function createSearxng({ baseUrl }: { baseUrl: string }): SearchProvider {
  return {
    name: 'SearXNG',
    async search(query, limit, signal) {
      const url = below(baseUrl, '/search', { q: query, format: 'json' });
      const found = await fetchJson(answer, url, { headers: { accept: 'application/json' }, signal }, TIMEOUT_MS);
      // No engine behind it answered: that says nothing about the web.
      if (found.results.length === 0 && found.unresponsive_engines.length > 0) throw new WebError('none of its engines answered');
      return found.results.slice(0, limit).map(({ title, url: address, content }) => ({
        title: title ?? '',
        url: address,
        snippet: content ?? '',
      }));
    },
  };
}
