import type { DocumentStore } from '../../core/document-store.ts';
import type { Database, Row } from '../database.ts';
import { toSqlText } from '../sql-text.ts';
import { CLAIMED } from './claimed.ts';

type TextWrites = Pick<DocumentStore, 'clearText' | 'addText' | 'finishText'>;

/** Held until the statement is committed: nobody can cancel or take over the document between the look and the write. */
const HELD = `d AS (SELECT id FROM documents WHERE ${CLAIMED} AND stage = 'received' FOR UPDATE)`;

export function createTextWrites({ query }: Pick<Database, 'query'>): TextWrites {
  return {
    async clearText(claim, limit) {
      const [row] = await query<Row & { claimed: boolean; removed: number }>(
        `WITH ${HELD}, removed AS (
          DELETE FROM document_parts WHERE document_id IN (SELECT id FROM d)
            AND start IN (SELECT p.start FROM document_parts p WHERE p.document_id = $1 ORDER BY p.start LIMIT $3)
          RETURNING start
        )
        SELECT EXISTS (SELECT FROM d) AS claimed, (SELECT count(*) FROM removed) AS removed`,
        [claim.documentId, claim.attempt, limit],
      );
      return row?.claimed ? { more: row.removed === limit } : null;
    },

    async addText(claim, parts) {
      const rows = await query(
        `WITH ${HELD}, added AS (
          INSERT INTO document_parts (document_id, start, content, blocks)
          SELECT d.id, p.start, p.content, p.blocks::json FROM d, unnest($3::int[], $4::text[], $5::text[]) AS p(start, content, blocks)
        )
        SELECT FROM d`,
        [
          claim.documentId,
          claim.attempt,
          parts.map(({ start }) => start),
          parts.map(({ text }) => toSqlText(text)),
          parts.map(({ blocks }) => JSON.stringify(blocks)),
        ],
      );
      return rows.length > 0;
    },

    async finishText(claim, { length, title, pageCount, notes }, progress, nowMs) {
      const rows = await query(
        `UPDATE documents SET stage = 'extracted', text_length = $3, title = $4, page_count = $5, notes = $6,
          progress = greatest(progress, $7), failures = 0, updated_at = $8
        WHERE ${CLAIMED} AND stage = 'received' RETURNING id`,
        [
          claim.documentId,
          claim.attempt,
          length,
          title === undefined ? null : toSqlText(title),
          pageCount,
          notes.map(toSqlText),
          progress,
          nowMs,
        ],
      );
      return rows.length > 0;
    },
  };
}
