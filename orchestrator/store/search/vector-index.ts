import { createHash } from 'node:crypto';
import type { Query, Row } from '../database.ts';

/** Of pgvector's HNSW index: `vector` up to the first, `halfvec` up to the second. */
const MAX_VECTOR_DIMENSIONS = 2_000;
const MAX_HALF_DIMENSIONS = 4_000;

export type VectorIndex = { model: string; dimensions: number };

/** The indexed expression; a search uses the index only when it says the same. `null`: too long for any index. */
export function indexedExpression(dimensions: number): { column: string; type: string; operators: string } | null {
  if (dimensions > MAX_HALF_DIMENSIONS) return null;
  const kind = dimensions > MAX_VECTOR_DIMENSIONS ? 'halfvec' : 'vector';
  const type = `${kind}(${dimensions})`;
  return { column: `(embedding::${type})`, type, operators: `${kind}_ip_ops` };
}

/** A model's name as a literal: parameters do not match the condition of an index. */
export function toLiteral(model: string): string {
  return `'${model.replaceAll("'", "''")}'`;
}

export function indexName(model: string): string {
  return `embeddings_hnsw_${createHash('sha256').update(model).digest('hex').slice(0, 16)}`;
}

/**
 * One partial index a model, made before its first vector is written: then it costs nothing. Vectors have unit length, so that the
 * inner product is the cosine.
 */
export async function createVectorIndex(query: Query, { model, dimensions }: VectorIndex): Promise<void> {
  const expression = indexedExpression(dimensions);
  if (!expression) return;
  const name = indexName(model);
  const [found] = await query<Row>('SELECT FROM pg_class WHERE relname = $1', [name]);
  if (found) return;
  await query(
    `CREATE INDEX IF NOT EXISTS ${name} ON embeddings USING hnsw (${expression.column} ${expression.operators})
    WHERE model = ${toLiteral(model)}`,
  );
}
