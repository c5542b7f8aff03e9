import { setTimeout as pause } from 'node:timers/promises';
import type { ClaimedDocument } from '../../core/document-store.ts';
import type { AbortReason, IngestDeps, Job } from './ingest-deps.ts';
import { processDocument } from './process-document.ts';

/** How often documents with vectors of another model are looked for. */
const STALE_CHECK_MS = 60_000;
/** How often what waits is counted while there is no room for it: counting thousands takes its time, too. */
const COUNT_MS = 1_000;
/** Whoever does not listen to its signal is left alone; the claim ends with the process. */
const STOP_LIMIT_MS = 5_000;

type Active = { document: ClaimedDocument; abort(reason: AbortReason): void; ended: Promise<void> };

export type Worker = {
  /** Something waits, perhaps. */
  wake(): void;
  /** The claim on a document has become void. */
  drop(documentId: string): void;
  /** Hands back what it has; resolves when nothing is under way. */
  stop(): Promise<void>;
};

/** Works on documents, so many at once, for as long as there are any that nobody works on. */
export function createWorker(deps: IngestDeps): Worker {
  const { documents, embedder, clock, log, metrics, instanceId, options } = deps;
  const active = new Map<string, Active>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let stopped = false;
  let staleCheckAt = 0;
  let countAt = 0;

  async function claim(): Promise<ClaimedDocument | null> {
    const request = { instanceId, active: [...active.keys()], nowMs: clock.now() };
    const next = await documents.claim(request);
    if (next || !embedder || clock.monotonic() < staleCheckAt) return next;
    const stale = await documents.claim({ ...request, staleFor: embedder.model });
    if (!stale) staleCheckAt = clock.monotonic() + STALE_CHECK_MS;
    return stale;
  }

  function launch(document: ClaimedDocument): void {
    const controller = new AbortController();
    const { documentId, attempt, fileIds, stage } = document;
    const job: Job = {
      document,
      signal: controller.signal,
      failures: document.failures,
      log: log.child({ document_id: documentId, file_ids: fileIds, attempt }),
    };
    job.log.debug({ stage }, 'work on a document begins');
    const abort = (reason: AbortReason) => controller.abort(reason);
    const since = clock.monotonic();
    const ended = processDocument(deps, job, () => abort('void')).then((outcome) => {
      // Cancelled and wanted again while it was ending, the document is another attempt's by now.
      if (active.get(documentId)?.document === document) active.delete(documentId);
      metrics.attemptDone(outcome, clock.monotonic() - since);
      look();
    });
    active.set(documentId, { document, abort, ended });
  }

  /** How long nobody needs to look, unless woken up. */
  async function toPause(): Promise<number> {
    const isFull = active.size >= options.concurrency;
    // Who is full is told when there is room again.
    if (isFull && clock.monotonic() < countAt) return options.idlePollMs;
    const { unfinished, others, nextMs } = await documents.queue(instanceId);
    countAt = clock.monotonic() + COUNT_MS;
    metrics.queueDepth(unfinished);
    if (isFull) return options.idlePollMs;
    const pollMs = others === 0 ? options.idlePollMs : options.busyPollMs;
    return nextMs === null ? pollMs : Math.max(1, Math.min(pollMs, nextMs - clock.now()));
  }

  async function fill(): Promise<void> {
    let pollMs = options.busyPollMs;
    try {
      while (!stopped && active.size < options.concurrency) {
        const document = await claim();
        if (document) launch(document);
        else break;
      }
      pollMs = await toPause();
    } catch (error) {
      log.warn({ err: error }, 'the queue of documents could not be read');
    }
    if (!stopped) timer = setTimeout(look, pollMs);
  }

  function look(): void {
    if (stopped) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    clearTimeout(timer);
    looking = fill().finally(() => {
      looking = null;
      if (!lookAgain) return;
      lookAgain = false;
      look();
    });
  }

  return {
    wake() {
      // Better vectors for what is found already can wait; what they are so far is kept.
      if (active.size >= options.concurrency) {
        for (const job of active.values()) if (job.document.stage === 'ready') job.abort('stopped');
      }
      look();
    },
    drop: (documentId) => active.get(documentId)?.abort('void'),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      for (const job of active.values()) job.abort('stopped');
      const ended = Promise.all([...active.values()].map((job) => job.ended));
      await Promise.race([ended, pause(STOP_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}
