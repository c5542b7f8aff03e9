import { z } from 'zod';
import type { FileRecord } from '../../../lib/contract/files.ts';
import type { Tool } from '../../core/tool.ts';
import { type Files, hasText, listUploads } from './find-files.ts';

const MAX_FILES = 50;

const parameters = z.strictObject({
  query: z.string().max(200).nullable().meta({ description: 'A part of the name; null: all' }),
});

function toLine(file: FileRecord) {
  const state = hasText(file) ? 'ready' : file.stage === 'failed' ? 'unreadable' : 'being read';
  return {
    file_id: file.file_id,
    name: file.name,
    type: file.mime_type,
    size_bytes: file.size_bytes,
    ...(file.page_count === null ? {} : { pages: file.page_count }),
    state,
    ...(file.problem ? { why: file.problem.message } : {}),
    uploaded_on: new Date(file.created_at).toISOString().slice(0, 10),
  };
}

/** Names what the user has uploaded. */
export function createListFiles(files: Files): Tool<typeof parameters> {
  return {
    name: 'list_files',
    description:
      'Lists the files that the user uploaded, newest first: names, ids, types, pages and whether they can be searched.',
    parameters,
    risk: 'read',
    timeoutMs: 10_000,
    async execute({ query }, context) {
      const q = query?.trim() ?? '';
      const page = await listUploads(files, context.ownerId, { ...(q === '' ? {} : { q }), limit: MAX_FILES });
      const output = {
        files: page.files.map(toLine),
        ...(page.hasMore ? { note: `Only the newest ${MAX_FILES} are listed.` } : {}),
      };
      return { output: JSON.stringify(output), summary: page.files.length === 1 ? '1 file' : `${page.files.length} files` };
    },
  };
}
