import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BlobStore } from '../../core/files.ts';
import { databaseErrorCode, toStoreError } from '../to-store-error.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Blobs as files under a directory: `ab/abcdef…`, named by their content. */
export function createBlobStore(directory: string): BlobStore {
  const root = resolve(directory);
  const pathOf = (sha256: string): string => join(root, sha256.slice(0, 2), sha256);

  async function put(bytes: Uint8Array, path: string): Promise<void> {
    const unfinished = `${path}.${randomUUID()}`;
    await makeDirectory(dirname(path));
    try {
      await writeDurably(unfinished, bytes);
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true });
    }
    await syncDirectory(dirname(path));
  }

  return {
    async write(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      try {
        if (!(await hasSize(pathOf(sha256), bytes.length))) await put(bytes, pathOf(sha256));
      } catch (error) {
        throw toStoreError(error);
      }
      return { sha256, sizeBytes: bytes.length };
    },
    async read(sha256) {
      if (!SHA256.test(sha256)) return null;
      try {
        return await readFile(pathOf(sha256));
      } catch (error) {
        if (databaseErrorCode(error) === 'ENOENT') return null;
        throw error;
      }
    },
  };
}

async function hasSize(path: string, sizeBytes: number): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size === sizeBytes,
    () => false,
  );
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The names in a directory are durable only after this. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncDirectory(dirname(path));
  if (first !== undefined && first !== path) await syncDirectory(dirname(first));
}
