import type { DocumentClaim, DocumentStore } from '../../core/document-store.ts';
import type { Database, Row } from '../database.ts';
import { CLAIMED } from './claimed.ts';
import { writeChunks } from './write-chunks.ts';
import { createTextWrites } from './write-text.ts';

type Writes = Pick<
  DocumentStore,
  | 'setProgress'
  | 'clearText'
  | 'addText'
  | 'finishText'
  | 'clearChunks'
  | 'addChunks'
  | 'finishChunks'
  | 'finish'
  | 'postpone'
  | 'fail'
>;

export function createDocumentWrites({ query }: Pick<Database, 'query'>): Writes {
  async function update(claim: DocumentClaim, changes: string, ...values: unknown[]): Promise<boolean> {
    const text = `UPDATE documents SET ${changes} WHERE ${CLAIMED} RETURNING id`;
    return (await query(text, [claim.documentId, claim.attempt, ...values])).length > 0;
  }

  return {
    setProgress: (claim, progress, nowMs) => update(claim, 'progress = greatest(progress, $3), updated_at = $4', progress, nowMs),

    ...createTextWrites({ query }),

    async clearChunks(claim, limit) {
      const [row] = await query<Row & { claimed: boolean; removed: number }>(
        `WITH d AS (
          UPDATE documents SET passage_count = NULL WHERE ${CLAIMED} AND stage = 'extracted' RETURNING id
        ), removed AS (
          DELETE FROM chunks WHERE id IN (SELECT c.id FROM chunks c JOIN d ON c.document_id = d.id LIMIT $3) RETURNING id
        )
        SELECT EXISTS (SELECT FROM d) AS claimed, (SELECT count(*) FROM removed) AS removed`,
        [claim.documentId, claim.attempt, limit],
      );
      return row?.claimed ? { more: row.removed === limit } : null;
    },

    addChunks: (claim, chunks, progress, nowMs) => writeChunks(query, claim, chunks, { progress, nowMs }),

    finishChunks: (claim, count, progress, nowMs) =>
      update(
        claim,
        `stage = 'chunked', passage_count = $3, progress = greatest(progress, $4), failures = 0, updated_at = $5`,
        count,
        progress,
        nowMs,
      ),

    finish: (claim, model, nowMs) =>
      update(
        claim,
        `stage = 'ready', progress = 1, embedding_model = $3, claimed_by = NULL, failures = 0, updated_at = $4`,
        model,
        nowMs,
      ),

    postpone: (claim, { atMs, failures }) => update(claim, 'claimed_by = NULL, retry_at = $3, failures = $4', atMs, failures),

    fail: (claim, stage, code, nowMs) =>
      update(
        claim,
        `stage = 'failed', failed_stage = $3, problem_code = $4, claimed_by = NULL, updated_at = $5`,
        stage,
        code,
        nowMs,
      ),
  };
}
