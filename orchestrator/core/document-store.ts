import type { FileProblemCode, FileStage } from '../../lib/contract/files.ts';
import type { DocumentChunk, DocumentOutline, ExtractedDocument, TextPart } from './documents.ts';

/** Names one attempt at a document; what an older one writes is refused. */
export type DocumentClaim = { documentId: string; attempt: number };

export type ClaimedDocument = DocumentClaim & {
  ownerId: string;
  /** Some of the files that hold it, for logs. */
  fileIds: string[];
  sha256: string;
  mimeType: string;
  name: string;
  /** What is done already. `ready`: it is searched, but needs vectors of the current embedding model. */
  stage: Exclude<FileStage, 'failed'>;
  /** Attempts in a row that came to nothing; those of processes that died count. */
  failures: number;
};

/** A chunk that has no vector of a model yet. `text`: what is embedded. */
export type UnembeddedChunk = { chunkId: number; position: number; text: string };
export type ChunkVector = { chunkId: number; embedding: readonly number[] };

export type ClaimRequest = {
  instanceId: string;
  /** What this process works on already. */
  active: readonly string[];
  nowMs: number;
  /** Absent: documents on their way. Else: documents that are ready without vectors of this model. */
  staleFor?: string;
};

/** `length`: of the whole text in UTF-16 units. */
type TextSummary = { length: number; title: string | undefined } & Pick<ExtractedDocument, 'pageCount' | 'notes'>;

/** `false`: the claim is void, because the document is gone, was cancelled or is another process's now. Nothing was written then. */
type Written = Promise<boolean>;

/**
 * Documents on their way to being searchable. A document is its own job: unfinished means to be done, a claim lasts as long as its
 * process has a row in `instances`. Times in milliseconds since the epoch.
 */
export type DocumentStore = {
  /** The one that has waited longest, or `null`. */
  claim(request: ClaimRequest): Promise<ClaimedDocument | null>;
  /** `others`: those that other processes have. `nextMs`: when the next one may be tried again; `null` when none waits for that. */
  queue(instanceId: string): Promise<{ unfinished: number; others: number; nextMs: number | null }>;
  setProgress(claim: DocumentClaim, progress: number, nowMs: number): Written;
  /** Removes parts of the text that an attempt left which did not end, at most `limit`; `more`: there may be others. `null`: the claim is void. */
  clearText(claim: DocumentClaim, limit: number): Promise<{ more: boolean } | null>;
  addText(claim: DocumentClaim, parts: readonly TextPart[]): Written;
  /** Reaches `extracted`: from here on the parts are the text. */
  finishText(claim: DocumentClaim, summary: TextSummary, progress: number, nowMs: number): Written;
  /** `null`: there is none, or none yet. */
  readText(documentId: string): Promise<{ text: string; outline: DocumentOutline } | null>;
  /** Removes chunks of an attempt that did not end, at most `limit`; `more`: there may be others. `null`: the claim is void. */
  clearChunks(claim: DocumentClaim, limit: number): Promise<{ more: boolean } | null>;
  addChunks(claim: DocumentClaim, chunks: readonly DocumentChunk[], progress: number, nowMs: number): Written;
  /** Reaches `chunked`: the document is found by words from here on. */
  finishChunks(claim: DocumentClaim, count: number, progress: number, nowMs: number): Written;
  countChunks(documentId: string, model: string): Promise<{ all: number; embedded: number }>;
  /** In order of their position, from behind `afterPosition`. */
  unembedded(documentId: string, model: string, afterPosition: number, limit: number): Promise<UnembeddedChunk[]>;
  /** `progress` is kept out of a document that is ready. */
  addVectors(claim: DocumentClaim, model: string, vectors: readonly ChunkVector[], progress: number, nowMs: number): Written;
  /** Reaches `embedded`, unless it is ready. */
  finishVectors(claim: DocumentClaim, model: string, progress: number, nowMs: number): Written;
  /** Removes vectors of other models, at most `limit`. */
  dropVectors(claim: DocumentClaim, keptModel: string, limit: number): Promise<{ more: boolean } | null>;
  /** Reaches `ready` and ends the claim. `model`: of the vectors, or `null`. */
  finish(claim: DocumentClaim, model: string | null, nowMs: number): Written;
  /** Ends the claim; to be tried again. */
  postpone(claim: DocumentClaim, retry: { atMs: number; failures: number }): Written;
  /** Ends the claim. `stage`: the one that could not be reached. */
  fail(claim: DocumentClaim, stage: FileStage, code: FileProblemCode, nowMs: number): Written;
  /** `null`: no such file, or it is not searched. */
  documentOf(ownerId: string, fileId: string): Promise<string | null>;
  /** Back to the last stage that was reached. Gives those that had failed and where a retry can help. */
  retry(documentIds: readonly string[], retryable: readonly FileProblemCode[], nowMs: number): Promise<string[]>;
  /** Fails with `CANCELLED`, from whatever stage. `false`: it is ready or has failed. */
  cancel(documentId: string, nowMs: number): Promise<boolean>;
};
