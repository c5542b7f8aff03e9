import { AppError } from '../../../lib/contract/errors.ts';
import type { Handlers } from '../call.ts';
import type { OpenReaders } from '../create-open-readers.ts';
import { streamFile } from '../stream-file.ts';

type IngestionOperation = 'fileStream' | 'retryFile' | 'cancelFile';

function assertFound<T>(found: T | null): T {
  if (found === null) throw new AppError('NOT_FOUND');
  return found;
}

export function ingestionRoutes(readers: OpenReaders): Pick<Handlers, IngestionOperation> {
  return {
    fileStream: (call) => streamFile(call, readers),
    retryFile: async ({ backend, principal, params }) => assertFound(await backend.ingestion.retry(principal.ownerId, params.id)),
    cancelFile: async ({ backend, principal, params }) =>
      assertFound(await backend.ingestion.cancel(principal.ownerId, params.id)),
  };
}
