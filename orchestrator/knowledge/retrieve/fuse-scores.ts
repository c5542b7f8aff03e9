import type { ScoredChunk } from '../../core/search.ts';

export type Fused = { chunkId: number; score: number };

/** Weight of the vectors, chosen on the questions of `bench/retrieval` that are not held out; strong models deserve more than built-in word vectors. */
const VECTOR_WEIGHT = { builtin: 0.5, model: 0.6 } as const;

const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);

/**
 * One score from 0 to 1 out of two that cannot be compared: each is divided by the best of the search and weighted. Keeps how much better the
 * best one is, which ranks (RRF) forget.
 */
export function fuseScores(chunks: readonly ScoredChunk[], kind: keyof typeof VECTOR_WEIGHT): Fused[] {
  const bestWords = largest(chunks.map(({ words }) => words)) || 1;
  const bestSimilarity = largest(chunks.map(({ similarity }) => similarity ?? 0));
  const weight = bestSimilarity > 0 ? VECTOR_WEIGHT[kind] : 0;
  return chunks
    .map(({ chunkId, words, similarity }) => ({
      chunkId,
      score: ((1 - weight) * words) / bestWords + (weight === 0 ? 0 : (weight * Math.max(0, similarity ?? 0)) / bestSimilarity),
    }))
    .sort((left, right) => right.score - left.score || left.chunkId - right.chunkId);
}
