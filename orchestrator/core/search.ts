/** Where a search looks: everything of an owner, or these documents of it. */
export type SearchScope = { ownerId: string; documentIds?: readonly string[] };

/** A vector and what made it. */
export type QueryVector = { model: string; vector: readonly number[] };

/** Words, each with all its forms: a compound (`PostgreSQL`) is the whole and its parts. Counts once, however many they are. */
export type QueryWords = readonly (readonly string[])[];

/** `phrases`: each stands word for word in what is found. */
export type ChunkQuery = { words: QueryWords; phrases: readonly string[]; vector: QueryVector | null };

/** How well a chunk fits: BM25 of its words (0: none in common) and the cosine to the query's vector (`null`: it has no vector of that model). */
export type ScoredChunk = { chunkId: number; words: number; similarity: number | null };

/** A chunk with its place and the oldest file in which it can be opened. */
export type FoundChunk = {
  chunkId: number;
  documentId: string;
  fileId: string;
  title: string;
  position: number;
  page: number | null;
  headingPath: string[];
  charStart: number;
  charEnd: number;
  content: string;
};

/** What is stored of passages, as a search sees it. Bound to one owner in every call. */
export type PassageStore = {
  /** The documents of these files; files of others do not exist. */
  documentsOf(ownerId: string, fileIds: readonly string[]): Promise<string[]>;
  /** The documents whose file names occur in the text, ending included; few. */
  documentsNamedIn(ownerId: string, text: string): Promise<string[]>;
  /** The best by words and the best by vector, at most `limit` of each, in no order. Nothing when the phrases occur nowhere. */
  find(scope: SearchScope, query: ChunkQuery, limit: number): Promise<ScoredChunk[]>;
  /** What each of these words is worth in what the owner has: the rarer, the more. By estimate. */
  weigh(ownerId: string, words: QueryWords): Promise<ReadonlyMap<string, number>>;
  /** In no order; without what is not ready to be searched or in none of `fileIds`. */
  read(ownerId: string, chunkIds: readonly number[], fileIds?: readonly string[]): Promise<FoundChunk[]>;
  /**
   * That part of a document's text; `null` where it cannot be had quickly. Of texts that version 0.3 stored only right as long
   * as no character before it takes two units: the caller checks.
   */
  slice(documentId: string, charStart: number, charEnd: number): Promise<string | null>;
  /** Makes ready for vectors of a model; best before the first one is written. Idempotent. */
  prepareVectors(model: string, dimensions: number): Promise<void>;
};
