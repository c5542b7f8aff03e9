import type { Embedder } from '../../core/documents.ts';
import type { QueryVector } from '../../core/search.ts';

const MAX_CACHED = 500;

/** The vector of a query, kept for the next time; `null` where the model knows no word of it. Throws as the embedder does. */
export function createQueryEmbedder(embedder: Embedder): (text: string, signal?: AbortSignal) => Promise<QueryVector | null> {
  const cache = new Map<string, QueryVector | null>();
  return async (text, signal) => {
    const known = cache.get(text);
    if (known !== undefined) {
      cache.delete(text);
      cache.set(text, known);
      return known;
    }
    const [vector] = await embedder.embed([text], 'query', signal);
    const found = vector ? { model: embedder.model, vector } : null;
    cache.set(text, found);
    if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value ?? '');
    return found;
  };
}
