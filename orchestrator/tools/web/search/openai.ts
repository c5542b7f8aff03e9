import { z } from 'zod';
import { WebError } from '../web-error.ts';
import { below, fetchJson } from './fetch-json.ts';
import type { SearchProvider, SearchResult } from './search-provider.ts';

/** A model searches and writes. */
const TIMEOUT_MS = 40_000;

const citation = z.object({
  type: z.literal('url_citation'),
  url: z.string(),
  title: z.string().nullish(),
  start_index: z.int(),
});
const part = z.object({ type: z.literal('output_text'), text: z.string(), annotations: z.array(z.unknown()).default([]) });
const message = z.object({ type: z.literal('message'), content: z.array(z.unknown()) });
const call = z.object({
  type: z.literal('web_search_call'),
  action: z.object({ sources: z.array(z.unknown()).nullish() }).nullish(),
});
const source = z.object({ url: z.string() });
const answer = z.object({ status: z.string().nullish(), output: z.array(z.unknown()) });

const INSTRUCTIONS = `You are a search engine. Search the web for the query and list the most relevant pages, best first.
For each page write one line: what that page itself says about the query, with its link cited. Nothing else, no introduction, no conclusion.`;

/** What the line that cites a page says of it, without links. */
function snippetAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const line = text.slice(start, at);
  return line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^[\s\-*\d.]+|[\s([]+$/g, '');
}

/** The parts of an answer that have the given shape; items of other kinds are none of our business. */
function only<T extends z.ZodType>(schema: T, items: readonly unknown[]): z.output<T>[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

function withoutTracking(address: string): string {
  const url = URL.parse(address);
  if (url?.searchParams.get('utm_source') !== 'openai') return address;
  url.searchParams.delete('utm_source');
  return url.href;
}

function toResults(output: readonly unknown[]): SearchResult[] {
  const parts = only(message, output).flatMap(({ content }) => only(part, content));
  const cited = parts.flatMap(({ text, annotations }) =>
    only(citation, annotations).map(({ url, title, start_index: at }) => ({
      title: title ?? '',
      url,
      snippet: snippetAt(text, at),
    })),
  );
  const seen = only(call, output).flatMap(({ action }) => only(source, action?.sources ?? []));
  return [...cited, ...seen.map(({ url }) => ({ title: '', url, snippet: '' }))].map((result) => ({
    ...result,
    url: withoutTracking(result.url),
  }));
}

export type OpenAiSearchOptions = { model: string; apiKey?: string; baseUrl?: string };

/**
 * OpenAI's hosted web search: one call of the Responses API with the hosted tool. Pages come from its citations and sources,
 * never from its prose. Source: its guide "Web search".
 */
export function createOpenAiSearch({
  model,
  apiKey,
  baseUrl = 'https://api.openai.com/v1',
}: OpenAiSearchOptions): SearchProvider {
  return {
    name: 'OpenAI',
    async search(query, limit, signal) {
      const { status, output } = await fetchJson(
        answer,
        below(baseUrl, '/responses'),
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
          body: JSON.stringify({
            model,
            instructions: INSTRUCTIONS,
            input: `Query: ${query}\nPages: at most ${limit}`,
            tools: [{ type: 'web_search' }],
            tool_choice: 'required',
            include: ['web_search_call.action.sources'],
            store: false,
          }),
          signal,
        },
        TIMEOUT_MS,
      );
      if (only(call, output).length === 0) throw new WebError('it did not search');
      if (status === 'failed') throw new WebError('the search failed');
      return toResults(output);
    },
  };
}
