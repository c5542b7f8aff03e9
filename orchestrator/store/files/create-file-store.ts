import type { FileRecord } from '../../../lib/contract/files.ts';
import { createCoalescer } from '../../core/coalescer.ts';
import type { FileStore, NewFile, StoredFile } from '../../core/files.ts';
import type { Database } from '../database.ts';
import { readText } from '../documents/read-text.ts';
import { toStoreError } from '../to-store-error.ts';
import { type AddOutcome, addFiles } from './add-files.ts';
import { FILE_COLUMNS, RECORD_COLUMNS, type RecordRow, toFileRecord } from './file-columns.ts';
import { listFiles } from './list-files.ts';
import { removeFile } from './remove-file.ts';

/** Of one statement: others wait for the embedded database meanwhile. */
const MAX_BATCH = 64;

const RECORDS = `
  SELECT a.number, ${RECORD_COLUMNS} FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a(file_id, owner_id, number)
  JOIN files f ON f.id = a.file_id AND f.owner_id = a.owner_id LEFT JOIN documents d ON d.id = f.document_id`;

export function createFileStore({ query, transaction }: Pick<Database, 'query' | 'transaction'>): FileStore {
  // Small files come by the thousand: those that come at the same time are one transaction.
  const add = createCoalescer(
    (files: NewFile[]): Promise<AddOutcome[]> => transaction((run) => addFiles(run, files)).catch(asStoreError),
    MAX_BATCH,
  );
  const record = createCoalescer(async (asked: { ownerId: string; fileId: string }[]): Promise<(FileRecord | null)[]> => {
    const values = [asked.map(({ fileId }) => fileId), asked.map(({ ownerId }) => ownerId)];
    const rows = await query<RecordRow & { number: number }>(RECORDS, values).catch(asStoreError);
    const records = new Map(rows.map(({ number, ...row }) => [number, toFileRecord(row)]));
    return asked.map((_, index) => records.get(index + 1) ?? null);
  }, MAX_BATCH);

  return {
    async add(file) {
      const outcome = await add(file);
      if ('refused' in outcome) throw outcome.refused;
      return outcome.added;
    },
    record: (ownerId, fileId) => record({ ownerId, fileId }),
    remove: (ownerId, fileId) => transaction((run) => removeFile(run, ownerId, fileId)),
    list: (ownerId, page) => listFiles(query, ownerId, page),
    async get(ownerId, fileId) {
      const [file] = await query<StoredFile>(`SELECT ${FILE_COLUMNS} FROM files WHERE id = $1 AND owner_id = $2`, [
        fileId,
        ownerId,
      ]);
      return file ?? null;
    },
    async hasAll(ownerId, fileIds) {
      const asked = [...new Set(fileIds)];
      if (asked.length === 0) return true;
      const [row] = await query<{ found: number }>(
        'SELECT count(*)::int AS found FROM files WHERE owner_id = $1 AND id = ANY($2)',
        [ownerId, asked],
      );
      return row?.found === asked.length;
    },
    async usage(ownerId) {
      const [row] = await query<{ files: number; sizeBytes: number }>(
        'SELECT files, size_bytes AS "sizeBytes" FROM storage_usage WHERE owner_id = $1',
        [ownerId],
      );
      return row ?? { files: 0, sizeBytes: 0 };
    },
    async text(ownerId, fileId) {
      const [file] = await query<{ documentId: string | null }>(
        'SELECT document_id AS "documentId" FROM files WHERE id = $1 AND owner_id = $2',
        [fileId, ownerId],
      );
      if (!file) return null;
      return (file.documentId !== null && (await readText(query, file.documentId))) || { text: null, outline: null };
    },
  };
}

/** So that an outage is told from the fault of a single one. */
function asStoreError(error: unknown): never {
  throw toStoreError(error);
}
