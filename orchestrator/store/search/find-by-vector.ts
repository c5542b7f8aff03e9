import type { QueryVector, ScoredChunk, SearchScope } from '../../core/search.ts';
import type { Query, Row } from '../database.ts';
import { indexedExpression, toLiteral } from './vector-index.ts';

/** Up to so many numbers every vector is compared: exact, and as fast as the index. */
const MAX_COMPARED = 400_000;
/** At most this many vectors of chosen documents are compared; with more the index is used and what is foreign left out. */
const MAX_CHOSEN = 5_000;

type Wanted = { scope: SearchScope; vector: QueryVector; weights: string; limit: number };

type Way = { column: string; type: string; order: string; settings: string };

function toStatement({ scope, vector }: Wanted, { column, type, order, settings }: Way): string {
  const chosen = 'chunk_id IN (SELECT t.chunk_id FROM chunk_terms t WHERE t.document_id = ANY($5::text[]))';
  return `WITH settings AS MATERIALIZED (SELECT ${settings}), near AS MATERIALIZED (
      SELECT n.chunk_id, n.distance FROM settings, LATERAL (
        SELECT chunk_id, ${column} <#> $2::${type} AS distance FROM embeddings
        WHERE owner_id = $1 AND model = ${toLiteral(vector.model)} ${scope.documentIds ? `AND ${chosen}` : ''}
        ORDER BY ${order} LIMIT $3
      ) n
    )
    SELECT n.chunk_id AS "chunkId", coalesce(-(t.weights <#> $4::sparsevec), 0) AS words, -n.distance AS similarity
    FROM near n LEFT JOIN chunk_terms t ON t.chunk_id = n.chunk_id`;
}

function find(query: Query, wanted: Wanted, way: Way): Promise<ScoredChunk[]> {
  const { scope, vector, weights, limit } = wanted;
  const values = [
    scope.ownerId,
    `[${vector.vector.join(',')}]`,
    limit,
    weights,
    ...(scope.documentIds ? [scope.documentIds] : []),
  ];
  return query<Row & ScoredChunk>(toStatement(wanted, way), values);
}

/** The zero keeps every index of vectors out. */
const EXACT: Way = { column: 'embedding', type: 'vector', order: '(embedding <#> $2::vector) + 0', settings: 'true' };

/**
 * Others' vectors are in the same index: it goes on until enough are this owner's. Set in the statement itself, where the settings end
 * with it; a transaction for them would cost more than the search.
 */
function throughIndex({ column, type }: { column: string; type: string }, limit: number): Way {
  const settings = `set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '${Math.max(40, limit)}', true)`;
  return { column, type, order: `${column} <#> $2::${type}`, settings };
}

/** The nearest chunks by the cosine of their vectors. `total`: chunks in the scope, roughly. */
export function findByVector(query: Query, wanted: Wanted, total: number): Promise<ScoredChunk[]> {
  const { scope, vector } = wanted;
  const expression = indexedExpression(vector.vector.length);
  const isFew = total * vector.vector.length <= MAX_COMPARED || (scope.documentIds !== undefined && total <= MAX_CHOSEN);
  return find(query, wanted, !expression || isFew ? EXACT : throughIndex(expression, wanted.limit));
}
