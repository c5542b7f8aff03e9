import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../../orchestrator/core/files.ts';
import { silentLogger } from '../../orchestrator/core/logger.ts';
import { openBlobs } from '../../orchestrator/store/blobs/open-blobs.ts';
import { type OpenedStore, openStore, type StoreOptions } from '../../orchestrator/store/open-store.ts';

export type Retrieval = { store: OpenedStore; blobs: BlobStore; close(): Promise<void> };

/** A database with a place for blobs beside it. */
export async function openRetrieval(options: StoreOptions): Promise<Retrieval> {
  const directory = await mkdtemp(join(tmpdir(), 'cartrita-retrieval-'));
  const store = await openStore(options);
  const places = { directory: join(directory, 'blobs'), incomingDirectory: join(directory, 'incoming') };
  const blobs = await openBlobs({ ...places, index: store.blobIndex, log: silentLogger });
  return {
    store,
    blobs,
    async close() {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
