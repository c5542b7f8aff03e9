import type { QueryVector, ScoredChunk, SearchScope } from '../../core/search.ts';
import type { Query, Row } from '../database.ts';
import { indexedExpression, toLiteral } from './vector-index.ts';

/** Up to so many numbers every vector is compared: exact, and as fast as the index. */
const MAX_COMPARED = 400_000;
/** At most this many vectors of chosen documents are compared; with more the index is used and what is foreign left out. */
const MAX_CHOSEN = 5_000;

/** What looking at a vector in the index costs, in vectors that are compared: measured 20 against 0.6 µs of 100 dimensions. */
const INDEX_COST = 40;

type Wanted = { scope: SearchScope; vector: QueryVector; weights: string; limit: number };

/** `total`: chunks in the scope, roughly. `storedNumbers`: of everybody's vectors. */
type Amounts = { total: number; storedNumbers: number };

/** `near`: gives the chunks with their distances. Parameters: owner, vector, limit, and documents as the fifth, where they are chosen. */
type Way = { near: string; settings: string };

function toStatement({ near, settings }: Way): string {
  return `WITH settings AS MATERIALIZED (SELECT ${settings}), near AS MATERIALIZED (
      SELECT n.chunk_id, n.distance FROM settings, LATERAL (${near} LIMIT $3) n
    )
    SELECT n.chunk_id AS "chunkId", coalesce(-(t.weights <#> $4::sparsevec), 0) AS words, -n.distance AS similarity
    FROM near n LEFT JOIN chunk_terms t ON t.chunk_id = n.chunk_id`;
}

/**
 * The zero keeps every index of vectors out. Chosen documents' vectors are looked up one by one: joined, the planner may read all of the
 * owner's, even with statistics.
 */
function exactly({ scope, vector }: Wanted): Way {
  const among = scope.documentIds
    ? "owner_id || '' = $1 AND chunk_id = ANY(ARRAY(SELECT t.chunk_id FROM chunk_terms t WHERE t.document_id = ANY($5::text[])))"
    : 'owner_id = $1';
  return {
    settings: 'true',
    near: `SELECT chunk_id, embedding <#> $2::vector AS distance FROM embeddings
      WHERE ${among} AND model = ${toLiteral(vector.model)} ORDER BY (embedding <#> $2::vector) + 0`,
  };
}

/**
 * Others' vectors are in the same index: it goes on until enough are this owner's. Set in the statement itself, where the settings end
 * with it; a transaction for them would cost more than the search. `OFFSET 0` hides the owner from the planner, which would otherwise
 * collect and compare all its vectors as long as it has no statistics of that owner.
 */
function throughIndex({ column, type }: { column: string; type: string }, { scope, vector, limit }: Wanted): Way {
  const chosen = scope.documentIds
    ? 'AND (SELECT t.document_id FROM chunk_terms t WHERE t.chunk_id = e.chunk_id) = ANY($5::text[])'
    : '';
  return {
    settings: `set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '${Math.max(40, limit)}', true)`,
    near: `SELECT chunk_id, distance FROM (
        SELECT chunk_id, owner_id, ${column} <#> $2::${type} AS distance FROM embeddings
        WHERE model = ${toLiteral(vector.model)} ORDER BY ${column} <#> $2::${type} OFFSET 0
      ) e WHERE owner_id = $1 ${chosen}`,
  };
}

/** The index gives everybody's vectors: the fewer are this owner's, the more of them are looked at. */
function isFew({ scope, vector, limit }: Wanted, { total, storedNumbers }: Amounts): boolean {
  const dimensions = vector.vector.length;
  if (total * dimensions <= MAX_COMPARED || (scope.documentIds && total <= MAX_CHOSEN)) return true;
  const looked = (limit * storedNumbers) / dimensions / total;
  return total <= INDEX_COST * looked;
}

/** The nearest chunks by the cosine of their vectors. */
export function findByVector(query: Query, wanted: Wanted, amounts: Amounts): Promise<ScoredChunk[]> {
  const { scope, vector, weights, limit } = wanted;
  const expression = indexedExpression(vector.vector.length);
  const way = !expression || isFew(wanted, amounts) ? exactly(wanted) : throughIndex(expression, wanted);
  const chosen = scope.documentIds ? [scope.documentIds] : [];
  return query<Row & ScoredChunk>(toStatement(way), [scope.ownerId, `[${vector.vector.join(',')}]`, limit, weights, ...chosen]);
}
