import { AppError } from '../../../lib/contract/errors.ts';
import type { FileProblemCode, FileStage } from '../../../lib/contract/files.ts';
import { type ExtractedDocument, ExtractionError } from '../../core/documents.ts';
import { chunkStage } from './chunk-stage.ts';
import { embedStage, readyStage } from './embed-stage.ts';
import { extractStage } from './extract-stage.ts';
import { type AbortReason, assertWritten, ClaimLost, type IngestDeps, type Job } from './ingest-deps.ts';
import { type Progress, trackProgress } from './track-progress.ts';

const NEXT = { received: 'extracted', extracted: 'chunked', chunked: 'embedded', embedded: 'ready', ready: 'ready' } as const;

/** A code: it has failed. */
export type Outcome = 'ready' | 'postponed' | 'handed_back' | 'void' | FileProblemCode;

/** One attempt at a document, from the stage that it has reached. Never throws. */
export async function processDocument(deps: IngestDeps, job: Job, onVoid: () => void): Promise<Outcome> {
  const { document, log } = job;
  const progress = trackProgress(deps, job, onVoid);
  const reached: Reached = { stage: document.stage };
  try {
    if (document.failures > deps.options.retryDelaysMs.length) throw new Error('its processes died too often');
    await runStages(deps, job, reached, progress);
    log.info({}, 'a document is ready');
    return 'ready';
  } catch (error) {
    return await settle(deps, job, reached.stage, error).catch((cause: unknown) => {
      // The database is away. The claim ends with this attempt: the next look at the queue finds it unattended.
      log.warn({ err: cause }, 'what became of a document could not be written');
      return 'postponed' as const;
    });
  } finally {
    progress.stop();
    progress.announce();
  }
}

type Stage = Exclude<FileStage, 'failed'>;
type Reached = { stage: Stage };

async function runStages(deps: IngestDeps, job: Job, reached: Reached, progress: Progress): Promise<void> {
  const { document, signal } = job;
  const { documents, embedder, clock, metrics } = deps;

  async function reach(stage: Stage, work: () => Promise<void>): Promise<void> {
    signal.throwIfAborted();
    const since = clock.monotonic();
    await work();
    metrics.stageDone(stage, clock.monotonic() - since);
    reached.stage = stage;
    job.failures = 0;
    progress.announce();
  }

  let read: ExtractedDocument | null = null;
  const readNow = async () => {
    read = await extractStage(deps, job, progress);
  };
  if (reached.stage === 'received') await reach('extracted', readNow);
  if (reached.stage === 'extracted') await reach('chunked', () => chunkStage(deps, job, progress, read));
  read = null;
  if (!embedder) {
    await reach('ready', async () => assertWritten(await documents.finish(document, null, clock.now())));
    return;
  }
  if (reached.stage !== 'embedded') await reach('embedded', () => embedStage(deps, job, embedder, progress));
  await reach('ready', () => readyStage(deps, job, embedder));
}

/** Which words of the wire say why it failed; `null`: it may go better another time. */
function toProblem(error: unknown, stage: FileStage, isLastAttempt: boolean): FileProblemCode | null {
  if (error instanceof ExtractionError) return error.code;
  if (error instanceof AppError && error.code === 'NOT_FOUND') return 'INTERNAL';
  if (!isLastAttempt) return null;
  return stage === 'embedded' ? 'EMBEDDING_FAILED' : 'INTERNAL';
}

/** Writes what became of an attempt that ended before its time. */
async function settle(deps: IngestDeps, job: Job, reached: Stage, error: unknown): Promise<Outcome> {
  const { documents, clock, options } = deps;
  const { document, signal, log } = job;
  if (error instanceof ClaimLost) return 'void';
  if (signal.aborted) {
    if ((signal.reason as AbortReason) === 'void') return 'void';
    await documents.postpone(document, { atMs: clock.now(), failures: job.failures });
    return 'handed_back';
  }
  const stage = NEXT[reached];
  const delayMs = options.retryDelaysMs[job.failures];
  const code = document.stage === 'ready' ? null : toProblem(error, stage, delayMs === undefined);
  if (code !== null) {
    log.warn({ err: error, stage, code }, 'a document could not be made searchable');
    return (await documents.fail(document, stage, code, clock.now())) ? code : 'void';
  }
  const askedMs = error instanceof AppError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  const waitMs = Math.max(askedMs, delayMs ?? options.retryDelaysMs.at(-1) ?? 0);
  log.warn({ err: error, stage, wait_ms: waitMs }, 'an attempt at a document failed; it will be repeated');
  const retry = { atMs: clock.now() + waitMs, failures: job.failures + 1 };
  return (await documents.postpone(document, retry)) ? 'postponed' : 'void';
}
