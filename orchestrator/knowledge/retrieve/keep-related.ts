import type { ScoredChunk } from '../../core/search.ts';

/** Cosines below these say nothing; measured for the built-in vectors, whose unrelated texts reach 0.4. Those of models differ. */
const LEAST = { builtin: 0.45, model: 0.2 } as const;
/** Of the nearest: what is much further away is only the next one in a small library. */
const LEAST_SHARE = 0.75;

/**
 * Without what has no word of the query, is not near it and is of no file that it names: vectors always find something, if only the least far. For people,
 * who are shown all of it; agents read the best and judge.
 */
export function keepRelated(chunks: readonly ScoredChunk[], kind: keyof typeof LEAST, named: ReadonlySet<number>): ScoredChunk[] {
  const nearest = chunks.reduce((most, { similarity }) => Math.max(most, similarity ?? 0), 0);
  const least = Math.max(LEAST[kind], LEAST_SHARE * nearest);
  const isNear = (similarity: number | null) => similarity !== null && similarity >= least;
  return chunks.filter(({ chunkId, words, similarity }) => words > 0 || isNear(similarity) || named.has(chunkId));
}
