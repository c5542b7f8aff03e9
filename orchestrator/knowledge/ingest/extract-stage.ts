import type { ExtractedDocument } from '../../core/documents.ts';
import type { IngestDeps, Job } from './ingest-deps.ts';
import { storeText } from './store-text.ts';
import { type Progress, REACHED_AT } from './track-progress.ts';

/** `received` → `extracted`. Gives what was read. Throws `ExtractionError`, `ClaimLost`, or what the signal says. */
export async function extractStage(deps: IngestDeps, job: Job, progress: Progress): Promise<ExtractedDocument> {
  const { document, signal } = job;
  const { ownerId, name, mimeType } = document;
  const onProgress = (part: number, note: string) => progress.set(part * REACHED_AT.extracted, note);
  const extracted = await deps.blobs.withLocalFile(
    document.sha256,
    (path) => deps.extract({ path, ownerId, name, mimeType }, { signal, onProgress }),
    signal,
  );
  await storeText(deps, job, extracted);
  progress.set(REACHED_AT.extracted, '');
  return extracted;
}
