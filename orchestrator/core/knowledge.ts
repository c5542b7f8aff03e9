/** A piece of a document that was found, with where it stands. */
export type Passage = {
  fileId: string;
  /** Name of the file. */
  title: string;
  text: string;
  page?: number;
  /** In the extracted text of the file, UTF-16 code units. */
  charStart: number;
  charEnd: number;
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
