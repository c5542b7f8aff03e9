import { copyFile, link, open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { databaseErrorCode } from '../to-store-error.ts';
import type { ObjectStore } from './object-store.ts';
import { makeDirectory, syncDirectory } from './sync-directory.ts';

/** What file systems without hard links say, and those where the two directories are not on the same one. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EINVAL']);

/** Objects as files under a directory: `ab/abcdef…`. */
export function createDiskObjects(directory: string): ObjectStore {
  const root = resolve(directory);
  const pathOf = (key: string): string => join(root, key.slice(0, 2), key);

  return {
    async put(key, { path }) {
      const target = pathOf(key);
      await makeDirectory(dirname(target));
      try {
        await linkOrCopy(path, target);
        await syncDirectory(dirname(target));
      } catch (error) {
        await rm(target, { force: true }).catch(() => {});
        throw error;
      }
    },

    async open(key, range) {
      const file = await orNull(open(pathOf(key), 'r'));
      if (!file) return null;
      try {
        const { size } = await file.stat();
        return { stream: file.createReadStream({ ...range }), sizeBytes: size };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async withLocalFile(key, use) {
      // Held open, so that it is told at once when it is not there.
      const file = await orNull(open(pathOf(key), 'r'));
      if (!file) return null;
      await file.close();
      return { result: await use(pathOf(key)) };
    },

    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.has(databaseErrorCode(error) ?? '')) throw error;
    await copyFile(from, to);
    const copy = await open(to, 'r+');
    await copy.sync().finally(() => copy.close());
  }
}

async function orNull<T>(opening: Promise<T>): Promise<T | null> {
  try {
    return await opening;
  } catch (error) {
    if (databaseErrorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
