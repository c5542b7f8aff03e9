import type { ChunkVector, UnembeddedChunk } from '../../core/document-store.ts';
import type { Embedder } from '../../core/documents.ts';
import { estimateTokens } from '../chunk/estimate-tokens.ts';
import { createPace, type Pace } from './create-pace.ts';
import { assertWritten, ClaimLost, type IngestDeps, type Job } from './ingest-deps.ts';
import { type Progress, REACHED_AT } from './track-progress.ts';

const CHUNKS_A_CALL = 64;
const MOST_VECTORS = 64;
const MOST_DROPPED = 512;

/** Calls the embedder, and says how that went. */
async function embed(deps: IngestDeps, embedder: Embedder, job: Job, chunks: readonly UnembeddedChunk[]): Promise<ChunkVector[]> {
  const { clock, metrics } = deps;
  const since = clock.monotonic();
  const report = (outcome: 'ok' | 'failed' | 'aborted') =>
    metrics.embeddingCall({
      model: embedder.model,
      outcome,
      texts: chunks.length,
      tokens: chunks.reduce((sum, { text }) => sum + estimateTokens(text, 0, text.length), 0),
      durationMs: clock.monotonic() - since,
    });
  try {
    const texts = chunks.map(({ text }) => text);
    const vectors = await embedder.embed(texts, 'passage', job.signal);
    job.signal.throwIfAborted();
    report('ok');
    // Where the model knows no word there is nothing to compare; words find those.
    return chunks.flatMap(({ chunkId }, index) => (vectors[index] ? [{ chunkId, embedding: vectors[index] }] : []));
  } catch (error) {
    report(job.signal.aborted ? 'aborted' : 'failed');
    throw error;
  }
}

async function store(deps: IngestDeps, job: Job, model: string, vectors: ChunkVector[], pace: Pace, part: number): Promise<void> {
  for (let at = 0; at < vectors.length; ) {
    job.signal.throwIfAborted();
    const batch = vectors.slice(at, at + pace.size());
    assertWritten(await pace.run(() => deps.documents.addVectors(job.document, model, batch, part, deps.clock.now())));
    at += batch.length;
    job.failures = 0;
  }
}

/**
 * `chunked` → `embedded`, or vectors of the current model for a document that is ready. Goes on behind what is stored. Throws
 * `AppError('PROVIDER_UNAVAILABLE')`.
 */
export async function embedStage(deps: IngestDeps, job: Job, embedder: Embedder, progress: Progress): Promise<void> {
  const { documents, clock } = deps;
  const { documentId } = job.document;
  const { model } = embedder;
  const pace = createPace(clock.monotonic, MOST_VECTORS);
  const { all, embedded } = await documents.countChunks(documentId, model);
  let done = embedded;
  for (let after = -1; ; ) {
    job.signal.throwIfAborted();
    const chunks = await documents.unembedded(documentId, model, after, CHUNKS_A_CALL);
    const last = chunks.at(-1);
    if (!last) break;
    const vectors = await embed(deps, embedder, job, chunks);
    done += chunks.length;
    progress.set(REACHED_AT.chunked + (REACHED_AT.embedded - REACHED_AT.chunked) * (done / all), `Passage ${done} of ${all}`);
    await store(deps, job, model, vectors, pace, progress.get());
    if (chunks.length < CHUNKS_A_CALL) break;
    after = last.position;
  }
  assertWritten(await documents.finishVectors(job.document, model, REACHED_AT.embedded, clock.now()));
  progress.set(REACHED_AT.embedded, '');
}

/** Removes vectors of models that are no longer used; then the document is ready. */
export async function readyStage(deps: IngestDeps, { document, signal }: Job, embedder: Embedder): Promise<void> {
  const pace = createPace(deps.clock.monotonic, MOST_DROPPED);
  // There are none before the first attempt.
  for (let more = document.attempt > 1; more; ) {
    signal.throwIfAborted();
    const size = pace.size();
    const dropped = await pace.run(() => deps.documents.dropVectors(document, embedder.model, size));
    if (!dropped) throw new ClaimLost();
    more = dropped.more;
  }
  assertWritten(await deps.documents.finish(document, embedder.model, deps.clock.now()));
}
