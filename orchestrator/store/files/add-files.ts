import { AppError } from '../../../lib/contract/errors.ts';
import type { FileStore, NewFile, StoredFile } from '../../core/files.ts';
import type { Query } from '../database.ts';
import { toSqlText } from '../sql-text.ts';
import { FILE_COLUMNS } from './file-columns.ts';

type Added = Awaited<ReturnType<FileStore['add']>>;
export type AddOutcome = { added: Added } | { refused: AppError };

/** Locks what the owners store, in one order: additions and removals of one owner come one after the other. */
const LOCK_USAGE = `
  INSERT INTO storage_usage (owner_id, files, size_bytes) SELECT owner_id, 0, 0 FROM unnest($1::text[]) AS o(owner_id) ORDER BY owner_id
  ON CONFLICT (owner_id) DO UPDATE SET files = storage_usage.files RETURNING owner_id AS "ownerId", size_bytes AS "usedBytes"`;

/** Locks the blobs, so that none is released before the file that refers to it is committed. */
const LOCK_BLOBS = `
  SELECT b.sha256, ARRAY(SELECT f.owner_id FROM files f WHERE f.sha256 = b.sha256 AND f.owner_id = ANY ($2)) AS owners
  FROM blobs b WHERE b.sha256 = ANY ($1) AND b.state = 'live' ORDER BY b.sha256 FOR SHARE`;

const KEPT = `SELECT ${FILE_COLUMNS}, document_id AS "documentId" FROM files WHERE id = ANY ($1)`;

/** Files of one owner with the same content and type get one document: the one that is there, or that of the first of them. */
const INSERT = `
  WITH new AS (
    SELECT * FROM json_to_recordset($1::json) AS n(number int, id text, owner_id text, name text, mime_type text, size_bytes bigint,
      sha256 text, origin text, run_id text, document_id text, created_at bigint)
  ),
  used AS (
    UPDATE storage_usage u SET files = u.files + o.files, size_bytes = u.size_bytes + o.bytes
    FROM json_to_recordset($2::json) AS o(owner_id text, files int, bytes bigint) WHERE u.owner_id = o.owner_id
  ),
  owned AS (
    INSERT INTO documents AS d (id, owner_id, sha256, mime_type, name, size_bytes, stage, created_at, updated_at)
    SELECT DISTINCT ON (owner_id, sha256, mime_type) document_id, owner_id, sha256, mime_type, name, size_bytes, 'received',
      created_at, created_at
    FROM new WHERE document_id IS NOT NULL ORDER BY owner_id, sha256, mime_type, number
    ON CONFLICT (owner_id, sha256, mime_type) DO UPDATE SET name = d.name RETURNING id, owner_id, sha256, mime_type
  )
  INSERT INTO files (id, owner_id, name, mime_type, size_bytes, sha256, origin, run_id, document_id, created_at)
  SELECT n.id, n.owner_id, n.name, n.mime_type, n.size_bytes, n.sha256, n.origin, n.run_id, d.id, n.created_at
  FROM new n LEFT JOIN owned d ON n.document_id IS NOT NULL AND d.owner_id = n.owner_id AND d.sha256 = n.sha256 AND d.mime_type = n.mime_type
  RETURNING ${FILE_COLUMNS}, document_id AS "documentId"`;

/** Within a transaction: all that are not refused, or none. One outcome a file, as if they had come one after the other. */
export async function addFiles(query: Query, files: readonly NewFile[]): Promise<AddOutcome[]> {
  const stored = await lock(query, files);
  const kept = await findKept(query, files);
  const accepted = new Map<string, NewFile>();
  const added = new Map<string, { files: number; bytes: number }>();
  const decisions = files.map((file) => {
    const before = kept.get(file.fileId) ?? accepted.get(file.fileId);
    if (before) return isSame(before, file) ? null : new AppError('IDEMPOTENCY_MISMATCH');
    const refused = decide(file, stored, added);
    if (refused === null) accepted.set(file.fileId, file);
    return refused;
  });
  const rows = accepted.size > 0 ? await insert(query, [...accepted.values()], added) : [];
  const byId = new Map([...kept.values(), ...rows].map((row) => [row.fileId, row]));
  return files.map(({ fileId }, index) => {
    const refused = decisions[index];
    return refused ? { refused } : { added: byId.get(fileId) as Added };
  });
}

type Stored = {
  usedBytes: Map<string, number>;
  /** Owners that have the content; absent: there is no blob of it. */
  ownersOf: Map<string, Set<string>>;
};

async function lock(query: Query, files: readonly NewFile[]): Promise<Stored> {
  const owners = [...new Set(files.map(({ ownerId }) => ownerId))];
  const contents = [...new Set(files.map(({ sha256 }) => sha256))];
  const usage = await query<{ ownerId: string; usedBytes: number }>(LOCK_USAGE, [owners]);
  const blobs = await query<{ sha256: string; owners: string[] }>(LOCK_BLOBS, [contents, owners]);
  return {
    usedBytes: new Map(usage.map(({ ownerId, usedBytes }) => [ownerId, usedBytes])),
    ownersOf: new Map(blobs.map((blob) => [blob.sha256, new Set(blob.owners)])),
  };
}

/** What an upload that is repeated left the first time. The lock on its owner keeps others from adding it now. */
async function findKept(query: Query, files: readonly NewFile[]): Promise<Map<string, Added>> {
  const ids = files.filter(({ isRepeatable }) => isRepeatable).map(({ fileId }) => fileId);
  if (ids.length === 0) return new Map();
  const rows = await query<StoredFile & { documentId: string | null }>(KEPT, [ids]);
  return new Map(rows.map((row) => [row.fileId, row]));
}

function isSame(before: Pick<StoredFile, 'ownerId' | 'sha256' | 'name'>, file: NewFile): boolean {
  return before.ownerId === file.ownerId && before.sha256 === file.sha256 && toSqlText(before.name) === toSqlText(file.name);
}

/** Why not, or `null`; then it counts for those after it. */
function decide(
  file: NewFile,
  { usedBytes, ownersOf }: Stored,
  added: Map<string, { files: number; bytes: number }>,
): AppError | null {
  const { ownerId, sha256, sizeBytes, maxStorageBytes } = file;
  const owners = ownersOf.get(sha256);
  if (!owners) return new AppError('CONFLICT', { message: 'There is no blob of this content.' });
  const used = usedBytes.get(ownerId) ?? 0;
  const addedBytes = owners.has(ownerId) ? 0 : sizeBytes;
  if (addedBytes > 0 && maxStorageBytes !== undefined && used + addedBytes > maxStorageBytes) {
    return new AppError('STORAGE_FULL', { details: { used_bytes: used, max_bytes: maxStorageBytes } });
  }
  owners.add(ownerId);
  usedBytes.set(ownerId, used + addedBytes);
  const sum = added.get(ownerId) ?? { files: 0, bytes: 0 };
  added.set(ownerId, { files: sum.files + 1, bytes: sum.bytes + addedBytes });
  return null;
}

function insert(query: Query, files: readonly NewFile[], added: Map<string, { files: number; bytes: number }>): Promise<Added[]> {
  const rows = files.map((file, number) => ({
    number,
    id: file.fileId,
    owner_id: file.ownerId,
    name: toSqlText(file.name),
    mime_type: toSqlText(file.mimeType),
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    origin: file.origin,
    run_id: file.runId,
    document_id: file.documentId ?? null,
    created_at: file.nowMs,
  }));
  const usage = [...added].map(([owner_id, sums]) => ({ owner_id, ...sums }));
  return query<StoredFile & { documentId: string | null }>(INSERT, [JSON.stringify(rows), JSON.stringify(usage)]);
}
