import { untilAborted } from '../../../lib/shared/until-aborted.ts';
import type { Embedder } from '../../core/documents.ts';
import type { KnowledgeBase, Passage } from '../../core/knowledge.ts';
import type { Logger } from '../../core/logger.ts';
import type { PassageStore, QueryVector, QueryWords, ScoredChunk, SearchScope } from '../../core/search.ts';
import { BUILTIN_MODEL } from '../embed/builtin/create-builtin-embedder.ts';
import { createQueryEmbedder } from './create-query-embedder.ts';
import type { Rerank } from './create-reranker.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { type Fused, fuseScores } from './fuse-scores.ts';
import { keepRelated } from './keep-related.ts';
import { mergeNeighbours, type ScoredPassage } from './merge-neighbours.ts';
import { type ParsedQuery, parseQuery } from './parse-query.ts';
import { scoreSentences } from './score-sentences.ts';

/** Of each kind, by words and by vector. */
const CANDIDATES = 50;
/** Chunks whose text is read for one passage that is wanted, and at most. */
const READ_SHARE = 2;
const MAX_READ = 60;
/** What a passage of a file gains that the query names. */
const NAMED_BONUS = 0.5;
/** Of the best sentence, beside the whole passage; chosen as the weight of the vectors was. */
const SENTENCE_WEIGHT = 0.5;
/** Nobody waits longer for better results than words alone give. */
const EMBEDDING_WAIT_MS = 4_000;

type Deps = { passages: PassageStore; embedder: Embedder | null; rerank?: Rerank; log: Logger };
/** `isByModel`: vectors of a model took part, which knows sentences better than their words tell. */
type Found = {
  chunks: ScoredChunk[];
  kind: 'builtin' | 'model';
  named: ReadonlySet<number>;
  isByMeaning: boolean;
  isByModel: boolean;
};

/** Best first, those of files that the query names before others. */
function order<T extends Fused>(chunks: readonly T[], named: ReadonlySet<number>): T[] {
  const bonus = named.size > 0 ? NAMED_BONUS : 0;
  return chunks
    .map((chunk) => ({ ...chunk, score: (chunk.score + (named.has(chunk.chunkId) ? bonus : 0)) / (1 + bonus) }))
    .sort((left, right) => right.score - left.score || left.chunkId - right.chunkId);
}

/** Hybrid search: words and vectors, fused; neighbours merged, repetitions left out. What fails but the store makes it worse, not fail. */
export function createKnowledgeBase({ passages, embedder, rerank, log }: Deps): KnowledgeBase {
  const embedQuery = embedder && createQueryEmbedder(embedder);
  const prepared = embedder && passages.prepareVectors(embedder.model, embedder.dimensions);
  prepared?.catch((error: unknown) =>
    log.warn({ err: error }, 'the index of vectors could not be made; every vector is compared'),
  );

  async function toVector(text: string, signal?: AbortSignal): Promise<QueryVector | null> {
    if (!embedQuery) return null;
    const wait = AbortSignal.timeout(EMBEDDING_WAIT_MS);
    try {
      return await embedQuery(text, signal ? AbortSignal.any([signal, wait]) : wait);
    } catch (error) {
      signal?.throwIfAborted();
      log.warn({ err: error }, 'a query was not embedded; its search is by words alone');
      return null;
    }
  }

  async function findIn(scope: SearchScope, { words, phrases }: ParsedQuery, vector: QueryVector | null): Promise<ScoredChunk[]> {
    const exact = phrases.length > 0 ? await passages.find(scope, { words, phrases, vector }, CANDIDATES) : [];
    return exact.length > 0 ? exact : passages.find(scope, { words, phrases: [], vector }, CANDIDATES);
  }

  /** Chunks of files that the query names come from a search of their own. */
  async function findNamed(scope: SearchScope, query: ParsedQuery, vector: QueryVector | null): Promise<ScoredChunk[]> {
    if (!query.namesFile) return [];
    const named = await passages.documentsNamedIn(scope.ownerId, query.text);
    const among = named.filter((id) => scope.documentIds?.includes(id) ?? true);
    return among.length > 0 ? findIn({ ...scope, documentIds: among }, query, vector) : [];
  }

  async function find(scope: SearchScope, query: ParsedQuery, signal?: AbortSignal): Promise<Found> {
    const vector = await toVector(query.text, signal);
    const [all, named] = await Promise.all([findIn(scope, query, vector), findNamed(scope, query, vector)]);
    const chunks = new Map([...all, ...named].map((chunk) => [chunk.chunkId, chunk]));
    const isByMeaning = [...chunks.values()].some(({ similarity }) => similarity !== null);
    return {
      chunks: [...chunks.values()],
      kind: vector?.model === BUILTIN_MODEL ? 'builtin' : 'model',
      named: new Set(named.map(({ chunkId }) => chunkId)),
      isByMeaning,
      isByModel: isByMeaning && vector?.model !== BUILTIN_MODEL,
    };
  }

  async function sharpened(ownerId: string, words: QueryWords, chunks: ScoredPassage[]): Promise<ScoredPassage[]> {
    const shares = scoreSentences(
      chunks.map(({ content }) => content),
      await passages.weigh(ownerId, words),
    );
    return chunks.map((chunk, index) => ({
      ...chunk,
      score: (chunk.score + SENTENCE_WEIGHT * (shares[index] ?? 0)) / (1 + SENTENCE_WEIGHT),
    }));
  }

  async function reranked(text: string, chunks: ScoredPassage[], signal?: AbortSignal): Promise<ScoredPassage[]> {
    if (!rerank || chunks.length < 2) return chunks;
    try {
      const scores = await rerank(
        text,
        chunks.map(({ content }) => content),
        signal,
      );
      return chunks
        .map((chunk, index) => ({ ...chunk, score: scores[index] ?? 0 }))
        .sort((left, right) => right.score - left.score);
    } catch (error) {
      signal?.throwIfAborted();
      log.warn({ err: error }, 'results were not reranked');
      return chunks;
    }
  }

  async function search(ownerId: string, query: string, options: Parameters<KnowledgeBase['search']>[2]) {
    const { fileIds, limit, onlyRelated = false, signal } = options;
    const parsed = parseQuery(query);
    const documentIds = fileIds && (await passages.documentsOf(ownerId, fileIds));
    if (documentIds?.length === 0) return { passages: [], embeddingModel: null };
    const found = await find({ ownerId, ...(documentIds && { documentIds }) }, parsed, signal);
    const { chunks, kind, named, isByMeaning, isByModel } = found;
    signal?.throwIfAborted();
    const fused = fuseScores(onlyRelated ? keepRelated(chunks, kind, named) : chunks, kind);
    const wanted = order(fused, named).slice(0, Math.min(MAX_READ, Math.max(limit, READ_SHARE * limit)));
    const ids = wanted.map(({ chunkId }) => chunkId);
    const scores = new Map(fused.map(({ chunkId, score }) => [chunkId, score]));
    const read = (await passages.read(ownerId, ids, fileIds)).map((chunk) => ({
      ...chunk,
      score: scores.get(chunk.chunkId) ?? 0,
    }));
    const ordered = order(isByModel ? read : await sharpened(ownerId, parsed.words, read), named);
    const best = dropDuplicates(await reranked(parsed.text, ordered, signal), Math.ceil(1.5 * limit));
    const merged = await mergeNeighbours(best, passages.slice);
    return {
      passages: merged.slice(0, limit).map(toPassage),
      embeddingModel: isByMeaning ? (embedder?.model ?? null) : null,
    };
  }

  return {
    async search(ownerId, query, options) {
      options.signal?.throwIfAborted();
      const found = search(ownerId, query, options);
      return options.signal ? untilAborted(found, options.signal) : found;
    },
  };
}

function toPassage({ fileId, title, page, headingPath, charStart, charEnd, content, score }: ScoredPassage): Passage {
  return { fileId, title, text: content, ...(page === null ? {} : { page }), headingPath, charStart, charEnd, score };
}
