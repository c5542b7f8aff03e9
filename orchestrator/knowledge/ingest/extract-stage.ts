import type { ExtractedDocument } from '../../core/documents.ts';
import { assertWritten, type IngestDeps, type Job } from './ingest-deps.ts';
import { type Progress, REACHED_AT } from './track-progress.ts';

/** `received` → `extracted`. Gives what was read. Throws `ExtractionError`, `ClaimLost`, or what the signal says. */
export async function extractStage(
  { blobs, extract, documents, clock }: IngestDeps,
  job: Job,
  progress: Progress,
): Promise<ExtractedDocument> {
  const { document, signal } = job;
  const { ownerId, name, mimeType } = document;
  const onProgress = (part: number, note: string) => progress.set(part * REACHED_AT.extracted, note);
  const extracted = await blobs.withLocalFile(
    document.sha256,
    (path) => extract({ path, ownerId, name, mimeType }, { signal, onProgress }),
    signal,
  );
  signal.throwIfAborted();
  assertWritten(await documents.saveText(document, extracted, REACHED_AT.extracted, clock.now()));
  progress.set(REACHED_AT.extracted, '');
  return extracted;
}
