import { toSearchWords } from '../../../lib/shared/search-words.ts';
import type { ChunkQuery, ScoredChunk, SearchScope } from '../../core/search.ts';
import type { Query, Row } from '../database.ts';
import { hashTerm, OWNER_SALT_SQL } from './hash-term.ts';
import { toPhrasePattern } from './to-phrase-pattern.ts';
import { MAX_SCORED, type WeighedWords } from './weigh-words.ts';

type Wanted = ChunkQuery & { weighed: WeighedWords; limit: number };

/** With fewer, the more frequent words are looked up too. */
const ENOUGH = 10;

/** The best chunks by BM25, of a bounded number that is scored. Phrases: all of them must occur. */
export async function findByWords(query: Query, scope: SearchScope, wanted: Wanted): Promise<ScoredChunk[]> {
  const found = await findByKeys(query, scope, wanted);
  const { keys, frequent, weights } = wanted.weighed;
  if (found.length >= Math.min(ENOUGH, wanted.limit) || frequent.length === 0 || wanted.phrases.length > 0) return found;
  const next = { keys: [...keys, ...frequent.slice(0, 1)], frequent: frequent.slice(1), weights, isUnbounded: true };
  return findByKeys(query, scope, { ...wanted, weighed: next });
}

async function findByKeys(
  query: Query,
  { ownerId, documentIds }: SearchScope,
  { phrases, vector, weighed, limit }: Wanted,
): Promise<ScoredChunk[]> {
  const isExact = phrases.length > 0;
  const keys = isExact ? [...new Set(phrases.flatMap(toSearchWords).map(hashTerm))] : weighed.keys;
  if (keys.length === 0) return [];
  const values: unknown[] = [
    ownerId,
    keys,
    weighed.weights,
    limit,
    vector?.model ?? '',
    vector && `[${vector.vector.join(',')}]`,
  ];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const inDocuments = documentIds ? `AND t.document_id = ANY(${parameter(documentIds)}::text[])` : '';
  const holding = phrases.map((phrase) => `AND c.content ~* ${parameter(toPhrasePattern(phrase))}`).join(' ');
  const inContent = isExact ? `AND EXISTS (SELECT FROM chunks c WHERE c.id = t.chunk_id ${holding})` : '';
  // A limit only where it is needed: it makes the planner hope to find enough without the index. Both hide the owner from the planner: the
  // salted keys say it already, and without statistics of that owner all its rows would be collected as well.
  const bound = weighed.isUnbounded && !isExact ? `LIMIT ${MAX_SCORED}` : 'OFFSET 0';
  return query<Row & ScoredChunk>(
    `WITH candidate AS (
      SELECT t.chunk_id, t.owner_id, t.weights FROM chunk_terms t
      WHERE t.terms ${isExact ? '@>' : '&&'} ARRAY(
          SELECT key # ${OWNER_SALT_SQL('$1')} FROM unnest($2::int[]) AS key
        ) ${inDocuments} ${inContent} ${bound}
    ), best AS MATERIALIZED (
      SELECT chunk_id, -(weights <#> $3::sparsevec) AS words FROM candidate WHERE owner_id = $1 ORDER BY words DESC LIMIT $4
    )
    SELECT b.chunk_id AS "chunkId", b.words, -(e.embedding <#> $6::vector) AS similarity
    FROM best b LEFT JOIN embeddings e ON e.chunk_id = b.chunk_id AND e.model = $5`,
    values,
  );
}
