import { validationFailed } from '../../../lib/contract/errors.ts';
import type { FileListQuery, FileRecord } from '../../../lib/contract/files.ts';
import { foldForSearch } from '../../../lib/shared/fold-search.ts';
import type { FilePage } from '../../core/files.ts';
import type { Query } from '../database.ts';
import { toLikePattern, toSqlText } from '../sql-text.ts';
import { RECORD_COLUMNS, type RecordRow, toFileRecord } from './file-columns.ts';

const LIST = `
  SELECT ${RECORD_COLUMNS} FROM files f LEFT JOIN documents d ON d.id = f.document_id
  WHERE f.owner_id = $1 AND ($3::bigint IS NULL OR (f.created_at, f.id) < ($3, $4::text))
    AND ($5::text IS NULL OR f.folded LIKE $5) AND ($6::text IS NULL OR f.origin = $6)
    AND ($7::text IS NULL OR $7 = CASE WHEN coalesce(d.stage, 'ready') IN ('ready', 'failed') THEN coalesce(d.stage, 'ready')
      ELSE 'working' END)
  ORDER BY f.created_at DESC, f.id DESC LIMIT $2`;

export async function listFiles(query: Query, ownerId: string, page: FileListQuery): Promise<FilePage> {
  const cursor = page.before === undefined ? null : fromCursor(page.before);
  const rows = await query<RecordRow>(LIST, [
    ownerId,
    page.limit + 1,
    cursor?.createdAt ?? null,
    cursor?.fileId ?? null,
    page.q === undefined ? null : toLikePattern(foldForSearch(toSqlText(page.q))),
    page.origin ?? null,
    page.state ?? null,
  ]);
  const files = rows.slice(0, page.limit).map(toFileRecord);
  const last = files.at(-1);
  return { files, nextBefore: rows.length > page.limit && last ? toCursor(last) : null };
}

function toCursor({ created_at, file_id }: FileRecord): string {
  return `${created_at}.${file_id}`;
}

function fromCursor(cursor: string): { createdAt: number; fileId: string } {
  const match = /^(\d{1,15})\.(file_[\w-]+)$/.exec(cursor);
  if (!match) throw validationFailed([{ path: 'before', reason: 'must be the `next_before` of a page' }]);
  return { createdAt: Number(match[1]), fileId: match[2] as string };
}
