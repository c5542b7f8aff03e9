import type { BlobStore } from '../../core/files.ts';
import type { Logger } from '../../core/logger.ts';
import type { BlobIndex } from './create-blob-index.ts';
import { createBlobStore } from './create-blob-store.ts';
import { createDiskObjects } from './create-disk-objects.ts';
import type { S3Options } from './create-s3-objects.ts';
import { sweepBlobs } from './sweep-blobs.ts';

export type BlobOptions = {
  /** Of blobs on disk. */
  directory: string;
  /** Of uploads that are still arriving; best on the same file system. */
  incomingDirectory: string;
  /** Blobs are in a bucket instead. */
  s3?: S3Options;
};

export type OpenedBlobs = BlobStore & {
  /** Removes what processes that died left behind. Never throws. */
  sweep(): Promise<void>;
};

export async function openBlobs(options: BlobOptions & { index: BlobIndex; log: Logger }): Promise<OpenedBlobs> {
  // The client is loaded by those who use it alone.
  const objects = options.s3
    ? (await import('./create-s3-objects.ts')).createS3Objects(options.s3, options.incomingDirectory)
    : createDiskObjects(options.directory);
  const deps = { objects, index: options.index, incomingDirectory: options.incomingDirectory, log: options.log };
  return { ...createBlobStore(deps), sweep: () => sweepBlobs(deps) };
}
