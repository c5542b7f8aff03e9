import type { FileRecord } from '../../../lib/contract/files.ts';
import type { FileStore } from '../../core/files.ts';
import type { ToolContext } from '../../core/tool.ts';

/** Files of a conversation: those that came with the question, those that came before it, newest first, and how many are gone. */
export type ConversationFiles = { own: FileRecord[]; earlier: FileRecord[]; deleted: number };

/** Looked up anew at each call: a file may be read, or deleted, in the meantime. */
export async function findConversationFiles(files: Pick<FileStore, 'record'>, context: ToolContext): Promise<ConversationFiles> {
  const find = (fileIds: readonly string[]) => Promise.all(fileIds.map((fileId) => files.record(context.ownerId, fileId)));
  const [own, earlier] = await Promise.all([find(context.fileIds), find(context.earlierFileIds)]);
  const isThere = (file: FileRecord | null) => file !== null;
  const deleted = [...own, ...earlier].filter((file) => file === null).length;
  return { own: own.filter(isThere), earlier: earlier.filter(isThere), deleted };
}
