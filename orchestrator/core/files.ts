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

/** Bytes by their SHA-256. Writing resolves after fsync. Throws `AppError('STORAGE_FULL')`. */
export type BlobStore = {
  write(bytes: Uint8Array): Promise<{ sha256: string; sizeBytes: number }>;
  /** `null` when it does not exist. */
  read(sha256: string): Promise<Uint8Array | null>;
};

/** Rows of files. Bound to one owner; what belongs to another does not exist. */
export type FileStore = {
  add(file: Omit<StoredFile, 'createdAt'> & { nowMs: number }): Promise<StoredFile>;
  get(ownerId: string, fileId: string): Promise<StoredFile | null>;
};

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
