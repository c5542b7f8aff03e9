import type { Source } from './tool.ts';

/** A piece of a document that was found; ready to be registered as a source. `title` is the name of the file. */
export type Passage = Source & {
  fileId: string;
  headingPath: string[];
  charStart: number;
  charEnd: number;
  /** From 0 to 1, comparable within one search. */
  score: number;
};

export type SearchOutcome = {
  /** Best first; neighbours in one document are merged. */
  passages: Passage[];
  /** `null`: found by words alone. */
  embeddingModel: string | null;
};

/** What an owner's files say. Bound to one owner; what belongs to another does not exist. */
export type KnowledgeBase = {
  /**
   * `fileIds`: only these; absent: all. `onlyRelated`: rather nothing than the least unrelated. Files that are not ready yet are left out.
   * Abort: throws the signal's reason.
   */
  search(
    ownerId: string,
    query: string,
    options: { fileIds?: readonly string[]; limit: number; onlyRelated?: boolean; signal?: AbortSignal },
  ): Promise<SearchOutcome>;
};
