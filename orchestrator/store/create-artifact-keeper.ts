import { AppError } from '../../lib/contract/errors.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { Clock } from '../core/clock.ts';
import type { BlobStore, FileStore, SaveArtifact } from '../core/files.ts';

const MAX_NAME_CHARS = 200;
const MAX_BYTES = 32 * 2 ** 20;

type Deps = { files: Pick<FileStore, 'add'>; blobs: Pick<BlobStore, 'write'>; clock: Clock; createId: CreateId };

/** Keeps what agents make: first the bytes, then the row that names them, so that no row is without its bytes. Throws `AppError`. */
export function createArtifactKeeper({ files, blobs, clock, createId }: Deps): SaveArtifact {
  return async ({ ownerId, runId, name, mimeType, bytes }) => {
    if (bytes.length > MAX_BYTES) throw new AppError('TOO_LARGE');
    const { sha256, sizeBytes } = await blobs.write(bytes);
    return files.add({
      fileId: createId('file'),
      ownerId,
      name: name.slice(0, MAX_NAME_CHARS),
      mimeType,
      sizeBytes,
      sha256,
      origin: 'artifact',
      runId,
      nowMs: clock.now(),
    });
  };
}
