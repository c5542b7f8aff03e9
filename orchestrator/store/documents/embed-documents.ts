import type { DocumentStore, UnembeddedChunk } from '../../core/document-store.ts';
import type { Database, Row } from '../database.ts';
import { CLAIMED } from './claimed.ts';

type Vectors = Pick<DocumentStore, 'countChunks' | 'unembedded' | 'addVectors' | 'finishVectors' | 'dropVectors'>;

export function createDocumentVectors({ query }: Pick<Database, 'query'>): Vectors {
  return {
    async countChunks(documentId, model) {
      const [row] = await query<{ all: number; embedded: number }>(
        `SELECT count(*) AS all, count(e.chunk_id) AS embedded
        FROM chunks c LEFT JOIN embeddings e ON e.chunk_id = c.id AND e.model = $2 WHERE c.document_id = $1`,
        [documentId, model],
      );
      return row ?? { all: 0, embedded: 0 };
    },

    unembedded: (documentId, model, afterPosition, limit) =>
      query<UnembeddedChunk>(
        `SELECT c.id AS "chunkId", c.position, array_to_string(c.heading_path || nullif(c.context, '') || c.content, E'\\n') AS text
        FROM chunks c
        WHERE c.document_id = $1 AND c.position > $3
          AND NOT EXISTS (SELECT FROM embeddings e WHERE e.chunk_id = c.id AND e.model = $2)
        ORDER BY c.position LIMIT $4`,
        [documentId, model, afterPosition, limit],
      ),

    async addVectors(claim, model, vectors, progress, nowMs) {
      const rows = await query(
        `WITH d AS (
          UPDATE documents SET updated_at = $7, failures = 0, progress = CASE stage WHEN 'ready' THEN progress ELSE greatest(progress, $6) END
          WHERE ${CLAIMED} RETURNING id, owner_id
        ), added AS (
          INSERT INTO embeddings (chunk_id, model, owner_id, embedding)
          SELECT c.id, $5, d.owner_id, v.embedding::vector
          FROM d, unnest($3::bigint[], $4::text[]) AS v(chunk_id, embedding)
          JOIN chunks c ON c.id = v.chunk_id AND c.document_id = $1
          ON CONFLICT DO NOTHING
        )
        SELECT FROM d`,
        [
          claim.documentId,
          claim.attempt,
          vectors.map(({ chunkId }) => chunkId),
          vectors.map(({ embedding }) => `[${embedding.join(',')}]`),
          model,
          progress,
          nowMs,
        ],
      );
      return rows.length > 0;
    },

    async finishVectors(claim, model, progress, nowMs) {
      const rows = await query(
        `UPDATE documents SET stage = CASE stage WHEN 'ready' THEN stage ELSE 'embedded' END,
          embedding_model = CASE stage WHEN 'ready' THEN embedding_model ELSE $3 END,
          progress = greatest(progress, $4), failures = 0, updated_at = $5
        WHERE ${CLAIMED} RETURNING id`,
        [claim.documentId, claim.attempt, model, progress, nowMs],
      );
      return rows.length > 0;
    },

    async dropVectors(claim, keptModel, limit) {
      const [row] = await query<Row & { claimed: boolean; removed: number }>(
        `WITH d AS (SELECT id FROM documents WHERE ${CLAIMED} FOR UPDATE),
        removed AS (
          DELETE FROM embeddings WHERE (chunk_id, model) IN (
            SELECT e.chunk_id, e.model FROM d JOIN chunks c ON c.document_id = d.id JOIN embeddings e ON e.chunk_id = c.id
            WHERE e.model <> $3 LIMIT $4
          ) RETURNING chunk_id
        )
        SELECT EXISTS (SELECT FROM d) AS claimed, (SELECT count(*) FROM removed) AS removed`,
        [claim.documentId, claim.attempt, keptModel, limit],
      );
      return row?.claimed ? { more: row.removed === limit } : null;
    },
  };
}
