import type { FileStore, StoredFile } from '../core/files.ts';
import type { Database } from './database.ts';
import { toSqlText } from './sql-text.ts';

const COLUMNS = `
  id AS "fileId", owner_id AS "ownerId", name, mime_type AS "mimeType", size_bytes AS "sizeBytes", sha256, origin,
  run_id AS "runId", created_at AS "createdAt"`;

export function createFileStore({ query }: Pick<Database, 'query'>): FileStore {
  return {
    async add({ fileId, ownerId, name, mimeType, sizeBytes, sha256, origin, runId, nowMs }) {
      // Nothing is searched in what an agent made; an upload has its ingestion before it.
      const stage = origin === 'artifact' ? 'ready' : 'received';
      const [added] = await query<StoredFile>(
        `INSERT INTO files (id, owner_id, name, mime_type, size_bytes, sha256, origin, run_id, stage, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING ${COLUMNS}`,
        [fileId, ownerId, toSqlText(name), toSqlText(mimeType), sizeBytes, sha256, origin, runId, stage, nowMs],
      );
      return added as StoredFile;
    },
    async get(ownerId, fileId) {
      const [file] = await query<StoredFile>(`SELECT ${COLUMNS} FROM files WHERE id = $1 AND owner_id = $2`, [fileId, ownerId]);
      return file ?? null;
    },
  };
}
