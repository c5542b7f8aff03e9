import type { ExtractedDocument, TextPart } from '../../core/documents.ts';
import { createPace } from './create-pace.ts';
import { assertWritten, ClaimLost, type IngestDeps, type Job } from './ingest-deps.ts';
import { toTextParts } from './to-text-parts.ts';
import { REACHED_AT } from './track-progress.ts';

const MOST_PARTS = 16;

/** Stores what was read, in batches that leave the database to others. What an attempt left that did not end is written anew. */
export async function storeText({ documents, clock }: IngestDeps, job: Job, extracted: ExtractedDocument): Promise<void> {
  const { document, signal } = job;
  const pace = createPace(clock.monotonic, MOST_PARTS);

  // The first attempt finds nothing of an earlier one.
  for (let more = document.attempt > 1; more; ) {
    signal.throwIfAborted();
    const size = pace.size();
    const cleared = await pace.run(() => documents.clearText(document, size));
    if (!cleared) throw new ClaimLost();
    more = cleared.more;
  }

  let batch: TextPart[] = [];
  async function write(): Promise<void> {
    signal.throwIfAborted();
    const parts = batch;
    batch = [];
    assertWritten(await pace.run(() => documents.addText(document, parts)));
  }
  for (const part of toTextParts(extracted)) {
    batch.push(part);
    if (batch.length >= pace.size()) await write();
  }
  if (batch.length > 0) await write();

  const { text, outline, pageCount, notes } = extracted;
  const summary = { length: text.length, title: outline.title, pageCount, notes };
  signal.throwIfAborted();
  assertWritten(await documents.finishText(document, summary, REACHED_AT.extracted, clock.now()));
}
