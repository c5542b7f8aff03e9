import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../lib/contract/errors.ts';
import { toStoreError } from '../to-store-error.ts';
import { makeDirectory } from './sync-directory.ts';

export type StagedFile = { path: string; sha256: string; sizeBytes: number };
type Limits = { maxBytes: number; signal?: AbortSignal };

/** Writes bytes to a file of their own as they come, and syncs it. Leaves nothing behind when it throws. */
export async function stageUpload(directory: string, source: AsyncIterable<Uint8Array>, limits: Limits): Promise<StagedFile> {
  const path = join(directory, randomUUID());
  let file: FileHandle | undefined;
  try {
    await onDisk(makeDirectory(directory));
    file = await onDisk(open(path, 'wx', 0o600));
    const written = await writeAll(file, source, limits);
    await onDisk(file.sync());
    await file.close();
    return { path, ...written };
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>, { maxBytes, signal }: Limits) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of source) {
    signal?.throwIfAborted();
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new AppError('TOO_LARGE', { details: { max_bytes: maxBytes } });
    hash.update(chunk);
    await onDisk(file.writeFile(chunk));
  }
  signal?.throwIfAborted();
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Errors of the disk in the words of the port; those of the source stay as they are. */
async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Never throws: what stays is swept at a later start. */
export async function discardStaged({ path }: StagedFile): Promise<void> {
  await rm(path, { force: true }).catch(() => {});
}
