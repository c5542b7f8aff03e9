import type { FoundChunk, PassageStore, ScoredChunk } from '../../core/search.ts';
import type { Database, Row } from '../database.ts';
import { readSlice } from '../documents/read-text.ts';
import { toSqlText } from '../sql-text.ts';
import { findByVector } from './find-by-vector.ts';
import { findByWords } from './find-by-words.ts';
import { createTermStatistics } from './term-statistics.ts';
import { createVectorIndex } from './vector-index.ts';
import { weighForms, weighWords } from './weigh-words.ts';

/** Of a text that is not in parts, as version 0.3 stored it: deeper in it all that comes before must be unpacked. */
const MAX_SLICE_END = 1_000_000;
const MAX_NAMED = 20;

/** Its chunks are complete: found by words from then on, whatever becomes of the vectors. */
const SEARCHABLE = `(d.stage IN ('chunked', 'embedded', 'ready') OR d.failed_stage IN ('embedded', 'ready'))`;

/** A check, not a way to find rows: without statistics of an owner the planner would collect all it has. */
const OWNED = "owner_id || '' = $1";

function merge(lists: readonly ScoredChunk[][]): ScoredChunk[] {
  const merged = new Map<number, ScoredChunk>();
  for (const chunk of lists.flat()) {
    const other = merged.get(chunk.chunkId);
    const words = Math.max(chunk.words, other?.words ?? 0);
    merged.set(chunk.chunkId, { ...chunk, words, similarity: chunk.similarity ?? other?.similarity ?? null });
  }
  return [...merged.values()];
}

export function createPassageStore({ query }: Pick<Database, 'query'>, now: () => number = Date.now): PassageStore {
  const statisticsOf = createTermStatistics(query, now);

  async function passagesOf(documentIds: readonly string[]): Promise<number> {
    const [row] = await query<Row & { total: number }>(
      'SELECT coalesce(sum(passage_count), 0)::int AS total FROM documents WHERE id = ANY($1)',
      [documentIds],
    );
    return row?.total ?? 0;
  }

  return {
    async documentsOf(ownerId, fileIds) {
      const rows = await query<Row & { id: string }>(
        'SELECT DISTINCT document_id AS id FROM files WHERE owner_id = $1 AND id = ANY($2) AND document_id IS NOT NULL',
        [ownerId, fileIds],
      );
      return rows.map(({ id }) => id);
    },

    async documentsNamedIn(ownerId, text) {
      const rows = await query<Row & { id: string }>(
        `SELECT DISTINCT document_id AS id FROM files
        WHERE owner_id = $1 AND document_id IS NOT NULL AND strpos(lower($2), lower(name)) > 0 LIMIT ${MAX_NAMED}`,
        [ownerId, toSqlText(text)],
      );
      return rows.map(({ id }) => id);
    },

    async find(scope, wanted, limit) {
      const statistics = await statisticsOf(scope.ownerId);
      const { vector, phrases } = wanted;
      const weighed = weighWords(wanted.words, statistics);
      if (!vector || phrases.length > 0) return findByWords(query, scope, { ...wanted, weighed, limit });
      const total = scope.documentIds ? await passagesOf(scope.documentIds) : statistics.total;
      return merge(
        await Promise.all([
          findByWords(query, scope, { ...wanted, weighed, limit }),
          findByVector(query, { scope, vector, weights: weighed.weights, limit }, { ...statistics, total }),
        ]),
      );
    },

    async weigh(ownerId, words) {
      const statistics = await statisticsOf(ownerId);
      return new Map([...weighForms(words, statistics)].map(([form, { weight }]) => [form, weight]));
    },

    read: (ownerId, chunkIds, fileIds) =>
      query<FoundChunk & Row>(
        `SELECT c.id AS "chunkId", c.document_id AS "documentId", f.id AS "fileId", f.name AS title, c.position, c.page,
          c.heading_path AS "headingPath", c.char_start AS "charStart", c.char_end AS "charEnd", c.content
        FROM chunks c JOIN documents d ON d.id = c.document_id
        JOIN LATERAL (
          SELECT id, name FROM files WHERE document_id = d.id AND ${OWNED} AND ($3::text[] IS NULL OR id = ANY($3))
          ORDER BY created_at, id LIMIT 1
        ) f ON true
        WHERE c.id = ANY($2) AND c.${OWNED} AND ${SEARCHABLE}`,
        [ownerId, chunkIds, fileIds ?? null],
      ),

    async slice(documentId, charStart, charEnd) {
      const exact = await readSlice(query, documentId, charStart, charEnd);
      if (exact !== null || charEnd > MAX_SLICE_END) return exact;
      const [row] = await query<Row & { text: string | null }>(
        'SELECT substr(content, $2, $3) AS text FROM documents WHERE id = $1',
        [documentId, charStart + 1, charEnd - charStart],
      );
      return row?.text ?? null;
    },

    prepareVectors: (model, dimensions) => createVectorIndex(query, { model, dimensions }),
  };
}
