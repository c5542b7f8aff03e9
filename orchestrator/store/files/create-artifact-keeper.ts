import { AppError } from '../../../lib/contract/errors.ts';
import type { CreateId } from '../../../lib/shared/ids.ts';
import type { Clock } from '../../core/clock.ts';
import type { BlobStore, KeepFile, SaveArtifact } from '../../core/files.ts';

const MAX_NAME_CHARS = 200;
const MAX_BYTES = 32 * 2 ** 20;

type Deps = {
  keepFile: KeepFile;
  blobs: Pick<BlobStore, 'receive' | 'remove'>;
  clock: Clock;
  createId: CreateId;
  maxStorageBytes: number;
};

/** Keeps what agents make. Throws `AppError`. */
export function createArtifactKeeper({ keepFile, blobs, clock, createId, maxStorageBytes }: Deps): SaveArtifact {
  return async ({ ownerId, runId, name, mimeType, bytes }) => {
    if (bytes.length > MAX_BYTES) throw new AppError('TOO_LARGE');
    const staged = await blobs.receive(once(bytes), { maxBytes: MAX_BYTES });
    try {
      await staged.commit();
      const { documentId: _none, ...file } = await keepFile(staged, {
        fileId: createId('file'),
        ownerId,
        name: name.slice(0, MAX_NAME_CHARS),
        mimeType,
        sizeBytes: staged.sizeBytes,
        sha256: staged.sha256,
        origin: 'artifact',
        runId,
        nowMs: clock.now(),
        maxStorageBytes,
      });
      return file;
    } catch (error) {
      await blobs.remove(staged.sha256).catch(() => {});
      throw error;
    } finally {
      await staged.discard();
    }
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
