import type { DescribeFiles } from '../../core/attached-files.ts';
import type { Logger } from '../../core/logger.ts';
import { type Files, hasText } from './find-files.ts';

/** What a model is told of the files of a conversation. */
export function createFileDescriber(files: Files, log: Logger): DescribeFiles {
  return async (ownerId, fileIds) => {
    try {
      const found = await Promise.all(fileIds.map((fileId) => files.record(ownerId, fileId)));
      return found.map((file, at) => {
        if (!file) return { fileId: fileIds[at] as string, state: 'deleted' };
        const state = hasText(file) ? 'ready' : file.stage === 'failed' ? 'unreadable' : 'being read';
        return { fileId: file.file_id, name: file.name, mimeType: file.mime_type, pageCount: file.page_count, state };
      });
    } catch (error) {
      log.warn({ err: error }, 'attached files could not be described');
      return [];
    }
  };
}
