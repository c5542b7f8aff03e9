import { AppError } from '../../../lib/contract/errors.ts';
import type { SearchAnswer } from '../../../lib/contract/files.ts';
import type { Passage } from '../../core/knowledge.ts';
import type { Handlers } from '../call.ts';
import { untilGone } from '../until-gone.ts';

function toFound({
  fileId,
  title,
  headingPath,
  page,
  text,
  charStart,
  charEnd,
  score,
}: Passage): SearchAnswer['passages'][number] {
  return {
    file_id: fileId,
    title,
    heading_path: headingPath,
    page: page ?? null,
    text,
    char_start: charStart,
    char_end: charEnd,
    score: Math.min(1, Math.max(0, score)),
  };
}

export function searchRoutes(): Pick<Handlers, 'searchFiles'> {
  return {
    searchFiles: async ({ backend, principal, body, reply }) => {
      const { query, file_ids: fileIds, limit } = body;
      const { ownerId } = principal;
      const signal = untilGone(reply);
      if (fileIds && !(await backend.files.hasAll(ownerId, fileIds))) throw new AppError('NOT_FOUND');
      const options = { limit, onlyRelated: true, signal, ...(fileIds && { fileIds }) };
      const { passages, embeddingModel } = await backend.knowledge.search(ownerId, query, options);
      return {
        passages: passages.map(toFound),
        mode: embeddingModel === null ? 'lexical' : 'hybrid',
        embedding_model: embeddingModel,
      };
    },
  };
}
