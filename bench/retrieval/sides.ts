import type { PassageStore, ScoredChunk } from '../../orchestrator/core/search.ts';
import type { Store } from '../../orchestrator/core/store.ts';

export type SideName = 'words' | 'vectors' | 'hybrid, ranks (RRF)' | 'hybrid, scores' | 'hybrid, scores, sentences (the product)';

const RRF = 60;

/** Scores whose order is that of the sum of reciprocal ranks, given as if by words alone. */
function toRanks(chunks: readonly ScoredChunk[]): ScoredChunk[] {
  const sums = new Map<number, number>();
  const add = (ordered: ScoredChunk[]) => {
    for (const [rank, { chunkId }] of ordered.entries()) sums.set(chunkId, (sums.get(chunkId) ?? 0) + 1 / (RRF + rank + 1));
  };
  add(chunks.filter(({ words }) => words > 0).sort((left, right) => right.words - left.words));
  add(
    chunks
      .filter(({ similarity }) => similarity !== null)
      .sort((left, right) => (right.similarity ?? 0) - (left.similarity ?? 0)),
  );
  return chunks.map(({ chunkId }) => ({ chunkId, words: sums.get(chunkId) ?? 0, similarity: null }));
}

const REMAKE: Record<SideName, (chunks: ScoredChunk[]) => ScoredChunk[]> = {
  words: (chunks) => chunks.filter(({ words }) => words > 0).map((chunk) => ({ ...chunk, similarity: null })),
  vectors: (chunks) => chunks.filter(({ similarity }) => similarity !== null).map((chunk) => ({ ...chunk, words: 0 })),
  'hybrid, ranks (RRF)': toRanks,
  'hybrid, scores': (chunks) => chunks,
  'hybrid, scores, sentences (the product)': (chunks) => chunks,
};

export const SIDES = Object.keys(REMAKE) as SideName[];

/** The store of a control: the same search, of which it sees a part or in another order. Only the product tells sentences apart. */
export function toSide(passages: Store['passages'], side: SideName): PassageStore {
  const find: PassageStore['find'] = async (...call) => REMAKE[side](await passages.find(...call));
  return side.endsWith('(the product)') ? passages : { ...passages, find, weigh: async () => new Map() };
}
