import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../../lib/contract/errors.ts';
import type { BlobStore, StagedUpload } from '../../core/files.ts';
import type { Logger } from '../../core/logger.ts';
import { toStoreError } from '../to-store-error.ts';
import type { BlobIndex } from './create-blob-index.ts';
import type { ByteRange, ObjectStore } from './object-store.ts';
import { discardStaged, type StagedFile, stageUpload } from './stage-upload.ts';

type Deps = { objects: ObjectStore; index: BlobIndex; incomingDirectory: string; log: Logger };

const REMOVE_AFTER_MS = 1_000;

/** Each content once, under a key that is never used again (ADR 0011). */
export function createBlobStore({ objects, index, incomingDirectory, log }: Deps): BlobStore {
  /** What cannot be removed now is found again at the next start. */
  async function removeObject(key: string): Promise<void> {
    try {
      await objects.remove(key);
      await index.forget(key);
    } catch (error) {
      log.warn({ err: error }, 'bytes that nobody needs could not be removed yet');
    }
  }

  const unneeded = new Set<string>();

  /** Not within the call: whether another owner has the same content must not be told by the time until the answer. */
  function removeSoon(key: string): void {
    unneeded.add(key);
    if (unneeded.size > 1) return;
    const removeAll = async () => {
      const keys = [...unneeded];
      unneeded.clear();
      for (const each of keys) await removeObject(each);
    };
    setTimeout(() => void removeAll(), REMOVE_AFTER_MS).unref();
  }

  async function commit(staged: StagedFile, signal?: AbortSignal): Promise<void> {
    const key = `${staged.sha256}-${randomUUID()}`;
    try {
      await index.announce({ key, sha256: staged.sha256, sizeBytes: staged.sizeBytes });
      // Also when another owner has the same: who uploads must not learn that from the time it takes.
      await objects.put(key, staged, signal);
      const outcome = await index.publish(key);
      if (outcome === 'live') return;
      if (outcome === 'expired') throw new AppError('NOT_READY');
    } catch (error) {
      await index.doom(key).catch(() => {});
      await removeObject(key);
      throw toStoreError(error);
    }
    removeSoon(key);
  }

  const toUpload = (staged: StagedFile): StagedUpload => ({
    ...staged,
    commit: (signal) => commit(staged, signal),
    discard: () => discardStaged(staged),
  });

  /** Looked up again when the object is gone: the content may have been deleted and uploaded anew in between. */
  async function find<T>(sha256: string, use: (key: string) => Promise<T | null>): Promise<T | null> {
    for (let last: string | undefined; ; ) {
      const found = await index.find(sha256);
      if (!found || found.key === last) return null;
      last = found.key;
      const result = await use(found.key);
      if (result !== null) return result;
    }
  }

  const open = (sha256: string, range?: ByteRange) => find(sha256, (key) => objects.open(key, range));

  return {
    open,
    receive: async (source, limits) => toUpload(await stageUpload(incomingDirectory, source, limits)),
    async write(bytes) {
      const staged = await stageUpload(incomingDirectory, once(bytes), { maxBytes: Number.POSITIVE_INFINITY });
      try {
        await commit(staged);
      } finally {
        await discardStaged(staged);
      }
      return { sha256: staged.sha256, sizeBytes: staged.sizeBytes };
    },
    async read(sha256) {
      const opened = await open(sha256);
      return opened && (await buffer(opened.stream));
    },
    async withLocalFile(sha256, use, signal) {
      const used = await find(sha256, (key) => objects.withLocalFile(key, use, signal));
      if (!used) throw new AppError('NOT_FOUND');
      return used.result;
    },
    async remove(sha256) {
      const key = await index.release(sha256);
      if (key !== null) removeSoon(key);
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
