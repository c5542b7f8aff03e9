import type { DocumentChunk, ExtractedDocument } from '../../core/documents.ts';
import { chunkDocument } from '../chunk/chunk-document.ts';
import { createBreather } from './create-breather.ts';
import { createPace } from './create-pace.ts';
import { assertWritten, ClaimLost, type IngestDeps, type Job } from './ingest-deps.ts';
import { type Progress, REACHED_AT } from './track-progress.ts';

const MOST_CHUNKS = 128;

/** `extracted` → `chunked`. `read`: by this attempt; else it is stored. Begins anew when an attempt did not end: cutting is fast, and another version may cut otherwise. */
export async function chunkStage(
  { documents, clock, metrics }: IngestDeps,
  job: Job,
  progress: Progress,
  read: ExtractedDocument | null,
): Promise<void> {
  const { document, signal } = job;
  const pace = createPace(clock.monotonic, MOST_CHUNKS);
  const breathe = createBreather(clock.monotonic);
  const stored = read ?? (await documents.readText(document.documentId));
  if (!stored) throw new ClaimLost();
  const { text, outline } = stored;

  // The first attempt finds nothing of an earlier one.
  for (let more = document.attempt > 1; more; ) {
    signal.throwIfAborted();
    const size = pace.size();
    const cleared = await pace.run(() => documents.clearChunks(document, size));
    if (!cleared) throw new ClaimLost();
    more = cleared.more;
  }

  async function write(batch: DocumentChunk[]): Promise<void> {
    signal.throwIfAborted();
    const part = (batch.at(-1)?.charEnd ?? 0) / text.length;
    progress.set(REACHED_AT.extracted + part * (REACHED_AT.chunked - REACHED_AT.extracted), 'Finding passages');
    assertWritten(await pace.run(() => documents.addChunks(document, batch, progress.get(), clock.now())));
    metrics.chunksWritten(batch.length);
  }

  let count = 0;
  let batch: DocumentChunk[] = [];
  for (const chunk of chunkDocument(text, outline)) {
    batch.push(chunk);
    count += 1;
    if (batch.length >= pace.size()) {
      await write(batch);
      batch = [];
    }
    await breathe();
  }
  if (batch.length > 0) await write(batch);
  assertWritten(await documents.finishChunks(document, count, REACHED_AT.chunked, clock.now()));
  progress.set(REACHED_AT.chunked, '');
}
