import type { Source } from './tool.ts';

/** A piece of a document that was found; ready to be registered as a source. `title` is the name of the file. */
export type Passage = Source & {
  fileId: string;
  charStart: number;
  /** From 0 to 1, comparable within one search. */
  score: number;
};

/** What an owner's files say. Bound to one owner; what belongs to another does not exist. */
export type KnowledgeBase = {
  /** Best first. `fileIds`: only these; empty or absent: all. Files that are not ready yet are left out. */
  search(
    ownerId: string,
    query: string,
    options: { fileIds?: readonly string[]; limit: number; signal?: AbortSignal },
  ): Promise<Passage[]>;
};
