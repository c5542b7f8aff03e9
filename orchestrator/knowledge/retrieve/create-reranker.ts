import { z } from 'zod';
import { AppError } from '../../../lib/contract/errors.ts';
import { type JsonService, postJson } from '../embed/http/post-json.ts';

export type RerankerOptions = JsonService & { model: string };

/** How well each text answers the query, from 0 to 1, in the order of the texts. Throws `AppError('PROVIDER_UNAVAILABLE')`. */
export type Rerank = (query: string, texts: readonly string[], signal?: AbortSignal) => Promise<number[]>;

const answer = z.object({ results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })) });

/** Some services answer with logits. */
const toShare = (score: number) => 1 / (1 + Math.exp(-score));

/** Cohere's, Jina's and their likes' `/rerank` (vLLM, LocalAI, Infinity). */
export function createReranker(options: RerankerOptions): Rerank {
  return async (query, texts, signal) => {
    const request = { model: options.model, query, documents: texts, top_n: texts.length };
    const parsed = answer.safeParse(await postJson(options, '/rerank', request, signal));
    const scores = new Map(parsed.data?.results.map(({ index, relevance_score: score }) => [index, score]));
    if (texts.some((_, index) => !Number.isFinite(scores.get(index)))) {
      throw new AppError('PROVIDER_UNAVAILABLE', { cause: new Error('rerank: the answer has another form') });
    }
    const isShare = [...scores.values()].every((score) => score >= 0 && score <= 1);
    return texts.map((_, index) => (isShare ? (scores.get(index) ?? 0) : toShare(scores.get(index) ?? 0)));
  };
}
