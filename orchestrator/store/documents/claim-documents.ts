import type { ClaimedDocument, DocumentStore } from '../../core/document-store.ts';
import type { Database } from '../database.ts';

type Claims = Pick<DocumentStore, 'claim' | 'queue' | 'documentOf' | 'retry' | 'cancel'>;

const ON_THE_WAY = "stage NOT IN ('ready', 'failed')";
/** Documents that are found, by the model of their vectors; those without chunks need none. As in the index `documents_by_model`. */
const FOUND = "stage = 'ready' AND passage_count > 0";
const MODEL = "coalesce(embedding_model, '')";

const CLAIMABLE = `(retry_at IS NULL OR retry_at <= $3)
  AND CASE
    WHEN claimed_by IS NULL THEN true
    -- What this process gave up while the database was away.
    WHEN claimed_by = $1 THEN id <> ALL ($2::text[])
    ELSE NOT EXISTS (SELECT FROM instances i WHERE i.id = d.claimed_by AND i.expires_at > clock_timestamp())
  END`;

/** Of the rows of `d`, owners in turn: who waited longest for one. `$4`: those who had one, the latest first. */
const IN_TURN = 'array_position($4::text[], owner_id) DESC NULLS FIRST, updated_at';

const claimNext = (next: string) => `
  WITH RECURSIVE ${next}
  UPDATE documents d SET attempt = attempt + 1, claimed_by = $1, retry_at = NULL, failures = failures + next.abandoned::int
  FROM next WHERE d.id = next.id
  RETURNING d.id AS "documentId", d.attempt, d.owner_id AS "ownerId", d.sha256, d.mime_type AS "mimeType", d.name, d.stage,
    d.failures, ARRAY(SELECT f.id FROM files f WHERE f.document_id = d.id ORDER BY f.id LIMIT 5) AS "fileIds"`;

/** Jumps from owner to owner and takes the oldest of each: ten thousand documents cost what ten cost. */
const CLAIM = claimNext(`
  owners AS (
    (SELECT owner_id AS id FROM documents WHERE ${ON_THE_WAY} ORDER BY owner_id LIMIT 1)
    UNION ALL
    SELECT (SELECT owner_id FROM documents WHERE ${ON_THE_WAY} AND owner_id > o.id ORDER BY owner_id LIMIT 1)
    FROM owners o WHERE o.id IS NOT NULL
  ), next AS (
    SELECT d.id, d.abandoned FROM owners o CROSS JOIN LATERAL (
      SELECT id, owner_id, updated_at, claimed_by IS NOT NULL AS abandoned FROM documents d
      WHERE owner_id = o.id AND ${ON_THE_WAY} AND ${CLAIMABLE} ORDER BY owner_id, updated_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) d
    ORDER BY ${IN_TURN} LIMIT 1
  )`);
const firstOf = (models: string) => `
  (SELECT ${MODEL} AS model, owner_id AS id, (SELECT ${MODEL} FROM documents WHERE ${FOUND} AND ${models} ORDER BY ${MODEL} DESC LIMIT 1) AS last
  FROM documents WHERE ${FOUND} AND ${models} ORDER BY ${MODEL}, owner_id LIMIT 1)`;

/** In the same way, through the owners of each model before `$5` and behind it: where no document is stale, none is looked at. */
const CLAIM_STALE = claimNext(`
  owners AS (
    (${firstOf(`${MODEL} < $5`)} UNION ALL ${firstOf(`${MODEL} > $5`)})
    UNION ALL
    SELECT d.model, d.id, o.last FROM owners o CROSS JOIN LATERAL (
      SELECT ${MODEL} AS model, owner_id AS id FROM documents
      WHERE ${FOUND} AND (${MODEL}, owner_id) > (o.model, o.id) AND ${MODEL} <= o.last ORDER BY ${MODEL}, owner_id LIMIT 1
    ) d
  ), next AS (
    SELECT d.id, d.abandoned FROM owners o CROSS JOIN LATERAL (
      SELECT id, owner_id, updated_at, claimed_by IS NOT NULL AS abandoned FROM documents d
      WHERE ${FOUND} AND ${MODEL} = o.model AND owner_id = o.id AND ${CLAIMABLE} ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) d
    ORDER BY ${IN_TURN} LIMIT 1
  )`);

/** So many owners are taken in turn; those beyond come first again. */
const REMEMBERED_OWNERS = 256;

/** The last stage that was reached, of a document that failed; and the one that was not, of one on its way. */
const REACHED = `CASE failed_stage WHEN 'chunked' THEN 'extracted' WHEN 'embedded' THEN 'chunked' WHEN 'ready' THEN 'embedded'
  ELSE 'received' END`;
const NOT_REACHED = `CASE stage WHEN 'received' THEN 'extracted' WHEN 'extracted' THEN 'chunked' WHEN 'chunked' THEN 'embedded'
  ELSE 'ready' END`;

export function createDocumentClaims({ query }: Pick<Database, 'query'>): Claims {
  /** Owners whose documents this process took, the latest first. */
  let served: string[] = [];

  return {
    async claim({ instanceId, active, nowMs, staleFor }) {
      const values = [instanceId, active, nowMs, served];
      const [claimed] = await (staleFor === undefined
        ? query<ClaimedDocument>(CLAIM, values)
        : query<ClaimedDocument>(CLAIM_STALE, [...values, staleFor]));
      if (claimed) served = [claimed.ownerId, ...served.filter((id) => id !== claimed.ownerId)].slice(0, REMEMBERED_OWNERS);
      return claimed ?? null;
    },

    async queue(instanceId) {
      const [row] = await query<{ unfinished: number; others: number; nextMs: number | null }>(
        `SELECT count(*) AS unfinished, count(*) FILTER (WHERE claimed_by <> $1) AS others, min(retry_at) AS "nextMs"
        FROM documents WHERE ${ON_THE_WAY}`,
        [instanceId],
      );
      return row ?? { unfinished: 0, others: 0, nextMs: null };
    },

    async documentOf(ownerId, fileId) {
      const [row] = await query<{ id: string | null }>('SELECT document_id AS id FROM files WHERE id = $1 AND owner_id = $2', [
        fileId,
        ownerId,
      ]);
      return row?.id ?? null;
    },

    async retry(documentIds, retryable, nowMs) {
      const rows = await query<{ id: string }>(
        `UPDATE documents SET stage = ${REACHED}, failed_stage = NULL, problem_code = NULL, failures = 0, retry_at = NULL,
          claimed_by = NULL, updated_at = $3
        WHERE id = ANY ($1) AND stage = 'failed' AND problem_code = ANY ($2::text[]) RETURNING id`,
        [documentIds, retryable, nowMs],
      );
      return rows.map(({ id }) => id);
    },

    async cancel(documentId, nowMs) {
      const rows = await query(
        `UPDATE documents SET stage = 'failed', failed_stage = ${NOT_REACHED}, problem_code = 'CANCELLED', claimed_by = NULL,
          retry_at = NULL, updated_at = $2
        WHERE id = $1 AND ${ON_THE_WAY} RETURNING id`,
        [documentId, nowMs],
      );
      return rows.length > 0;
    },
  };
}
