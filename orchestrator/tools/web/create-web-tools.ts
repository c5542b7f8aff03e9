import type { Tool } from '../../core/tool.ts';
import { createGuardedFetch, type GuardedFetchOptions } from './create-guarded-fetch.ts';
import { createExtractor, type ExtractorOptions } from './extract/create-extractor.ts';
import { createReadPage } from './read-page.ts';
import { createBrave } from './search/brave.ts';
import { createOpenAiSearch, type OpenAiSearchOptions } from './search/openai.ts';
import type { SearchProvider } from './search/search-provider.ts';
import { createSearxng } from './search/searxng.ts';
import { createTavily } from './search/tavily.ts';
import { createWebSearch } from './web-search.ts';

/** What is absent is not configured. */
export type SearchOptions = {
  openai?: OpenAiSearchOptions;
  tavily?: { apiKey: string; baseUrl?: string };
  searxng?: { baseUrl: string };
  brave?: { apiKey: string; baseUrl?: string };
};

export type WebToolsOptions = { search?: SearchOptions; fetch?: GuardedFetchOptions; extract?: ExtractorOptions };

/** In the order in which they are asked. */
function searchProviders({ openai, tavily, searxng, brave }: SearchOptions): SearchProvider[] {
  return [
    ...(openai ? [createOpenAiSearch(openai)] : []),
    ...(tavily ? [createTavily(tavily)] : []),
    ...(searxng ? [createSearxng(searxng)] : []),
    ...(brave ? [createBrave(brave)] : []),
  ];
}

/** `read_page`, and `web_search` if a provider is configured. */
export function createWebTools(options: WebToolsOptions = {}): Tool[] {
  const providers = searchProviders(options.search ?? {});
  const readPage = createReadPage(createGuardedFetch(options.fetch), createExtractor(options.extract));
  return [readPage, ...(providers.length > 0 ? [createWebSearch(providers)] : [])];
}
