import type { DocumentClaim } from '../../core/document-store.ts';
import type { DocumentChunk } from '../../core/documents.ts';
import type { Query } from '../database.ts';
import { OWNER_SALT_SQL } from '../search/hash-term.ts';
import { toTermRow } from '../search/to-term-row.ts';
import { CLAIMED } from './claimed.ts';

function toRow(chunk: DocumentChunk) {
  const { position, page, headingPath, charStart, charEnd, content, context } = chunk;
  const { terms, weights } = toTermRow(chunk);
  const place = { position, page, heading_path: headingPath, char_start: charStart, char_end: charEnd };
  return { ...place, content, context, terms: `{${terms}}`, weights };
}

/** Adds chunks to a document that is still claimed, and says how far it is. `false`: it is not, and nothing was written. */
export async function writeChunks(
  query: Query,
  claim: DocumentClaim,
  chunks: readonly DocumentChunk[],
  { progress, nowMs }: { progress: number; nowMs: number },
): Promise<boolean> {
  const rows = await query(
    `WITH d AS (
      UPDATE documents SET progress = greatest(progress, $4), updated_at = $5 WHERE ${CLAIMED} RETURNING id, owner_id, ${OWNER_SALT_SQL('owner_id')} AS salt
    ), c AS (
      SELECT * FROM json_to_recordset($3) AS c(
        position int, page int, heading_path json, char_start int, char_end int, content text, context text, terms text, weights text
      )
    ), added AS (
      INSERT INTO chunks (document_id, owner_id, position, page, heading_path, char_start, char_end, content, context)
      SELECT d.id, d.owner_id, c.position, c.page, ARRAY(SELECT json_array_elements_text(c.heading_path)),
        c.char_start, c.char_end, c.content, c.context
      FROM d, c
      RETURNING id, position
    ), searched AS (
      INSERT INTO chunk_terms (chunk_id, document_id, owner_id, terms, weights)
      SELECT added.id, d.id, d.owner_id, ARRAY(SELECT term # d.salt FROM unnest(c.terms::int[]) AS term), c.weights::sparsevec
      FROM d, added JOIN c USING (position)
    )
    SELECT FROM d`,
    [claim.documentId, claim.attempt, JSON.stringify(chunks.map(toRow)), progress, nowMs],
  );
  return rows.length > 0;
}
