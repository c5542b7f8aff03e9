import { FILE_PROBLEMS, type FileProblemCode, type FileRecord, type FileStage } from '../../../lib/contract/files.ts';
import type { Row } from '../database.ts';

/** A `StoredFile`. */
export const FILE_COLUMNS = `
  id AS "fileId", owner_id AS "ownerId", name, mime_type AS "mimeType", size_bytes AS "sizeBytes", sha256, origin,
  run_id AS "runId", created_at AS "createdAt"`;

/** Of `files f LEFT JOIN documents d`; what is not searched is ready as it is. */
export const RECORD_COLUMNS = `
  f.id AS file_id, f.name, f.mime_type, f.size_bytes, f.sha256, f.origin, coalesce(d.stage, 'ready') AS stage,
  coalesce(d.progress, 1) AS progress, d.problem_code, d.failed_stage, coalesce(d.notes, '{}') AS notes, d.page_count,
  d.passage_count, d.embedding_model, f.created_at, greatest(f.created_at, d.updated_at) AS updated_at`;

export type RecordRow = Row &
  Omit<FileRecord, 'problem'> & { problem_code: FileProblemCode | null; failed_stage: FileStage | null };

export function toFileRecord({ problem_code: code, failed_stage: stage, ...row }: RecordRow): FileRecord {
  const problem = code === null ? null : { code, ...FILE_PROBLEMS[code], stage: stage ?? row.stage };
  return { ...row, problem };
}
