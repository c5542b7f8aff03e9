import type { Readable } from 'node:stream';
import type { FileEvent, FileListQuery, FileRecord, FileText } from '../../lib/contract/files.ts';
import type { DocumentOutline } from './documents.ts';
import type { Logger } from './logger.ts';
import type { ModelImage } from './model.ts';

export type StoredFile = {
  fileId: string;
  ownerId: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
  /** Hex. */
  sha256: string;
  origin: 'upload' | 'artifact';
  runId: string | null;
  createdAt: number;
};

/** Bytes that have arrived and are not yet a blob. They stay on this machine until `discard`. */
export type StagedUpload = {
  sha256: string;
  sizeBytes: number;
  /** Where they are; to be read only. */
  path: string;
  /** Makes the blob; resolves when it is durable. May be repeated. Throws `AppError`: `STORAGE_FULL`, `NOT_READY`. */
  commit(signal?: AbortSignal): Promise<void>;
  /** Frees the copy on this machine, not the blob. Never throws. */
  discard(): Promise<void>;
};

/** Bytes by their SHA-256, kept once. A file's row may name them only after their blob exists. */
export type BlobStore = {
  /** Resolves when durable. Throws `AppError`: `STORAGE_FULL`, `NOT_READY`. */
  write(bytes: Uint8Array): Promise<{ sha256: string; sizeBytes: number }>;
  /**
   * Takes bytes as they come; memory does not grow with them. Throws `AppError`: `TOO_LARGE` (the source is then read no further),
   * `STORAGE_FULL`; or what the source throws, or the signal's reason. Leaves nothing behind when it throws.
   */
  receive(source: AsyncIterable<Uint8Array>, options: { maxBytes: number; signal?: AbortSignal }): Promise<StagedUpload>;
  /** `null` when it does not exist. */
  read(sha256: string): Promise<Uint8Array | null>;
  /** `null` when it does not exist. `range`: first and last byte, both included, within the blob. `sizeBytes`: of the whole blob. */
  open(sha256: string, range?: { start: number; end: number }): Promise<{ stream: Readable; sizeBytes: number } | null>;
  /** The bytes as a file, to be read only and only while `use` runs. Throws `AppError('NOT_FOUND')`. */
  withLocalFile<T>(sha256: string, use: (path: string) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Unless a file refers to them the bytes can be read no more, and are gone soon; safe while others upload the same. */
  remove(sha256: string): Promise<void>;
};

export type NewFile = Omit<StoredFile, 'createdAt'> & {
  nowMs: number;
  /** Makes the file searchable: as the document of this id, unless the owner has one of the same content and type. */
  documentId?: string;
  /** Storage of the owner; duplicate content counts once. */
  maxStorageBytes?: number;
  /** It may be there already under this id: then it is given, if name and content are the same. */
  isRepeatable?: boolean;
};

export type FilePage = { files: FileRecord[]; nextBefore: string | null };

/** Rows of files. Bound to one owner; what belongs to another does not exist. */
export type FileStore = {
  /**
   * Throws `AppError`: `STORAGE_FULL` over `maxStorageBytes`; `CONFLICT` when there is no blob of this content;
   * `IDEMPOTENCY_MISMATCH` when a repeatable one is there with another name or content.
   */
  add(file: NewFile): Promise<StoredFile & { documentId: string | null }>;
  get(ownerId: string, fileId: string): Promise<StoredFile | null>;
  /** Whether each of them is a file of this owner; one statement however many they are. */
  hasAll(ownerId: string, fileIds: readonly string[]): Promise<boolean>;
  /** As clients see it, with the state of its document. */
  record(ownerId: string, fileId: string): Promise<FileRecord | null>;
  /** Newest first. Throws `VALIDATION_FAILED` for a `before` that no page gave. */
  list(ownerId: string, query: FileListQuery): Promise<FilePage>;
  /** Duplicate content counts once. */
  usage(ownerId: string): Promise<{ files: number; sizeBytes: number }>;
  /** With its document when no other file of the owner has it. `null`: no such file. */
  remove(ownerId: string, fileId: string): Promise<{ sha256: string; documentId: string | null } | null>;
  /** `text` is `null` before the file is read. `null`: no such file. */
  text(ownerId: string, fileId: string): Promise<{ text: string | null; outline: DocumentOutline | null } | null>;
};

/** A file whose bytes are safe and whose row is not written yet. */
export type AcceptedFile = {
  /** Writes the row, once. Throws `AppError`: `STORAGE_FULL`, `IDEMPOTENCY_MISMATCH`; nothing is left of the file then. */
  keep(): Promise<FileRecord>;
  /** Never throws. */
  drop(): Promise<void>;
};

/** Takes uploads in and lets files go. */
export type FileIntake = {
  maxFileBytes: number;
  maxStorageBytes: number;
  /**
   * Takes the bytes as they come. Throws `AppError`: `TOO_LARGE`, `UNSUPPORTED_TYPE`, `STORAGE_FULL`, `VALIDATION_FAILED` when it is
   * empty; or what the source throws.
   */
  accept(file: {
    ownerId: string;
    name: string;
    bytes: AsyncIterable<Uint8Array>;
    /** With the same one the same file is kept once, as long as it is there. */
    idempotencyKey?: string;
    log: Logger;
  }): Promise<AcceptedFile>;
  /** The row, then the bytes unless another file has the same. `false`: no such file. */
  remove(ownerId: string, fileId: string): Promise<boolean>;
  /** `null`: no such file. Throws `AppError('CONFLICT')` while there is no text. */
  text(ownerId: string, fileId: string, offset: number, limit: number): Promise<FileText | null>;
};

/** Writes the row that names committed bytes, also while others delete the same content. Throws as `FileStore.add` does, never `CONFLICT`. */
export type KeepFile = (
  staged: StagedUpload,
  file: NewFile,
  signal?: AbortSignal,
) => Promise<StoredFile & { documentId: string | null }>;

/** Keeps a file that a tool made: its bytes, then its row. Throws `AppError('STORAGE_FULL')`. */
export type SaveArtifact = (file: {
  ownerId: string;
  runId: string;
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}) => Promise<StoredFile>;

/**
 * The pictures among the files that came with a message, in their order; other files are passed over. `problems` says in one
 * sentence each what a model must be told about pictures that it does not get. Never throws.
 */
export type ReadImages = (ownerId: string, fileIds: readonly string[]) => Promise<{ images: ModelImage[]; problems: string[] }>;

/** Follows one file on its way. Neither call throws. */
export type FileReader = {
  write(event: FileEvent): void;
  /** Last, once. `done`: `file.finished` was written; `handover`: this process stops, the reader may ask another one. */
  end(reason: 'done' | 'handover'): void;
};

/** Makes documents searchable in the background; survives the death of its process. Bound to one owner where it takes one. */
export type Ingestion = {
  /** Resolves once the job is durable. Repeating it is harmless; a document that failed is tried again where that can help. */
  start(documentId: string): Promise<void>;
  /** Goes on from the failed stage. `null`: no such file. Throws `AppError('CONFLICT')` when nothing failed or no retry can help. */
  retry(ownerId: string, fileId: string): Promise<FileRecord | null>;
  /** `null`: no such file. Throws `AppError('CONFLICT')` when it is ready. */
  cancel(ownerId: string, fileId: string): Promise<FileRecord | null>;
  /** The state now, then every change, from whatever replica. The result takes the reader off; `null`: no such file. */
  follow(ownerId: string, fileId: string, reader: FileReader): Promise<(() => void) | null>;
};
