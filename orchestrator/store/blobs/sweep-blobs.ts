import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../core/logger.ts';
import type { BlobIndex } from './create-blob-index.ts';
import type { ObjectStore } from './object-store.ts';

type Deps = { objects: ObjectStore; index: BlobIndex; incomingDirectory: string; log: Logger };

/** Longer than any upload is silent: what was not written to for so long has lost its process. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Removes what processes that died left: halves of uploads, and objects that no file refers to. Never throws. */
export async function sweepBlobs({ objects, index, incomingDirectory, log }: Deps): Promise<void> {
  try {
    const uploads = await removeAbandoned(incomingDirectory);
    const doomed = await index.expired();
    for (const key of doomed) {
      await objects.remove(key);
      await index.forget(key);
    }
    if (uploads + doomed.length > 0) log.info({ uploads, objects: doomed.length }, 'leftovers of earlier processes removed');
  } catch (error) {
    log.warn({ err: error }, 'leftovers of earlier processes could not be removed');
  }
}

async function removeAbandoned(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  const isOld = await Promise.all(
    names.map((name) =>
      stat(join(directory, name)).then(
        ({ mtimeMs }) => Date.now() - mtimeMs > ABANDONED_AFTER_MS,
        () => false,
      ),
    ),
  );
  const old = names.filter((_, position) => isOld[position]);
  for (const name of old) await rm(join(directory, name), { force: true });
  return old.length;
}
