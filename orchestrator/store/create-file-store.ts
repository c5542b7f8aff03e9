import { and, eq } from 'drizzle-orm';
import type { FileStore, StoredFile } from '../core/files.ts';
import type { Database } from './database.ts';
import { files } from './schema.ts';
import { toSqlText } from './sql-text.ts';

const COLUMNS = {
  fileId: files.id,
  ownerId: files.ownerId,
  name: files.name,
  mimeType: files.mimeType,
  sizeBytes: files.sizeBytes,
  sha256: files.sha256,
  origin: files.origin,
  runId: files.runId,
  createdAt: files.createdAt,
};

export function createFileStore({ orm }: Pick<Database, 'orm'>): FileStore {
  return {
    async add({ fileId, nowMs, name, mimeType, ...file }) {
      const [added] = await orm
        .insert(files)
        .values({
          ...file,
          id: fileId,
          name: toSqlText(name),
          mimeType: toSqlText(mimeType),
          // Nothing is searched in what an agent made; an upload has its ingestion before it.
          stage: file.origin === 'artifact' ? 'ready' : 'received',
          createdAt: nowMs,
          updatedAt: nowMs,
        })
        .returning(COLUMNS);
      return added as StoredFile;
    },
    async get(ownerId, fileId) {
      const [file] = await orm
        .select(COLUMNS)
        .from(files)
        .where(and(eq(files.id, fileId), eq(files.ownerId, ownerId)));
      return file ?? null;
    },
  };
}
