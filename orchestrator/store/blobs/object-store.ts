import type { Readable } from 'node:stream';

export type ByteRange = { start: number; end: number };

/** Where the bytes of blobs are: a directory or a bucket. Keys are made by the blob store and never used twice. */
export type ObjectStore = {
  /** Copies a synced file of this machine; resolves when the copy is durable. Leaves nothing, as far as it can, when it throws. */
  put(key: string, from: { path: string; sha256: string; sizeBytes: number }, signal?: AbortSignal): Promise<void>;
  /** `range`: both ends included. `null`: no such object. */
  open(key: string, range?: ByteRange): Promise<{ stream: Readable; sizeBytes: number } | null>;
  /** Only while `use` runs, and to be read only. `null`: no such object. */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>, signal?: AbortSignal): Promise<{ result: T } | null>;
  /** What does not exist is removed already. */
  remove(key: string): Promise<void>;
};
