import type { KnowledgeBase } from '../../core/knowledge.ts';
import type { Tool } from '../../core/tool.ts';
import type { Files } from './find-files.ts';
import { createListFiles } from './list-files.ts';
import { createReadFile } from './read-file.ts';
import { createSearchFiles } from './search-files.ts';

/** What agents can do with the user's files. */
export function createKnowledgeTools({ files, knowledge }: { files: Files; knowledge: KnowledgeBase }): Tool[] {
  return [createSearchFiles(files, knowledge), createReadFile(files), createListFiles(files)];
}
