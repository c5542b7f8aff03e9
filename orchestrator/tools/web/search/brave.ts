import { z } from 'zod';
import { below, fetchJson } from './fetch-json.ts';
import type { SearchProvider } from './search-provider.ts';

const TIMEOUT_MS = 10_000;
/** Limits of the API: longer queries are refused. */
const MAX_QUERY_CHARS = 400;
const MAX_QUERY_WORDS = 50;
const MAX_COUNT = 20;

const answer = z.object({
  web: z
    .object({ results: z.array(z.object({ title: z.string().nullish(), url: z.string(), description: z.string().nullish() })) })
    .nullish(),
});

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", nbsp: ' ' };

/** Its texts hold HTML even without decorations. */
function plain(html: string): string {
  return html
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(#?\w{2,6});/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
}

/** Brave Search. Source: its reference of `GET /res/v1/web/search`. */
export function createBrave({
  apiKey,
  baseUrl = 'https://api.search.brave.com',
}: {
  apiKey: string;
  baseUrl?: string;
}): SearchProvider {
  return {
    name: 'Brave',
    async search(query, limit, signal) {
      const q = query.split(/\s+/).slice(0, MAX_QUERY_WORDS).join(' ').slice(0, MAX_QUERY_CHARS);
      const count = String(Math.min(limit, MAX_COUNT));
      const { web } = await fetchJson(
        answer,
        below(baseUrl, '/res/v1/web/search', { q, count, text_decorations: 'false', result_filter: 'web' }),
        { headers: { accept: 'application/json', 'x-subscription-token': apiKey }, signal },
        TIMEOUT_MS,
      );
      return (web?.results ?? []).map(({ title, url, description }) => ({
        title: plain(title ?? ''),
        url,
        snippet: plain(description ?? ''),
      }));
    },
  };
}
