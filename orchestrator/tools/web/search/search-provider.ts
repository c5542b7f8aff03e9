/** What a search engine says of a page; nothing in it is made up here. */
export type SearchResult = { title: string; url: string; snippet: string };

export type SearchProvider = {
  readonly name: string;
  /** At most `limit` results, best first. Throws `WebError` when the provider gives no answer. Abort: throws the reason. */
  search(query: string, limit: number, signal: AbortSignal): Promise<SearchResult[]>;
};
