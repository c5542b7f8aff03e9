import type { FileStore } from '../../core/files.ts';
import type { Query } from '../database.ts';

const REMOVE_USAGE = `
  UPDATE storage_usage SET files = files - 1,
    size_bytes = size_bytes - CASE WHEN EXISTS (SELECT FROM files WHERE owner_id = $1 AND sha256 = $2) THEN 0 ELSE $3::bigint END
  WHERE owner_id = $1`;

type Removed = { sha256: string; sizeBytes: number; documentId: string | null };

/** Within a transaction. The bytes are for the blob store to release. */
export async function removeFile(query: Query, ownerId: string, fileId: string): ReturnType<FileStore['remove']> {
  // As additions do, so that the last file of a document is known for sure.
  await query('SELECT FROM storage_usage WHERE owner_id = $1 FOR UPDATE', [ownerId]);
  const [file] = await query<Removed>(
    `DELETE FROM files WHERE id = $1 AND owner_id = $2
    RETURNING sha256, size_bytes AS "sizeBytes", document_id AS "documentId"`,
    [fileId, ownerId],
  );
  if (!file) return null;
  await query(REMOVE_USAGE, [ownerId, file.sha256, file.sizeBytes]);
  const [document] = await query<{ id: string }>(
    'DELETE FROM documents WHERE id = $1 AND NOT EXISTS (SELECT FROM files WHERE document_id = $1) RETURNING id',
    [file.documentId],
  );
  return { sha256: file.sha256, documentId: document?.id ?? null };
}
