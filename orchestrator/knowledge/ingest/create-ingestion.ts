import { AppError } from '../../../lib/contract/errors.ts';
import { FILE_PROBLEMS, type FileProblemCode } from '../../../lib/contract/files.ts';
import { createCoalescer } from '../../core/coalescer.ts';
import type { Ingestion } from '../../core/files.ts';
import { createFollowers } from './create-followers.ts';
import { createWorker } from './create-worker.ts';
import { documentTopic, type IngestDeps } from './ingest-deps.ts';

/** Bus topics: there may be something to do; the claim on a document (payload: its id) is void. */
const WORK = 'ingest';
const VOID = 'ingest.void';

const RETRYABLE = Object.entries(FILE_PROBLEMS).flatMap(([code, { retryable }]) => (retryable ? [code as FileProblemCode] : []));

export type RunningIngestion = Ingestion & {
  /** Begins to work; not before this process has its row in `instances`. */
  work(): Promise<void>;
  /** Hands back what is under way. Calls are answered further on. */
  drain(): Promise<void>;
  /** Ends followers too. */
  close(): Promise<void>;
};

/** Makes documents searchable, in the background and on every replica (ADR 0012). */
export function createIngestion(deps: IngestDeps): RunningIngestion {
  const { documents, files, bus, clock } = deps;
  const worker = createWorker(deps);
  const followers = createFollowers(deps);
  const subscriptions: (() => void)[] = [];

  function changed(documentId: string, topic: string, payload: string): void {
    bus.publish(topic, payload);
    bus.publish(documentTopic(documentId), '');
  }

  async function drain(): Promise<void> {
    for (const unsubscribe of subscriptions.splice(0)) unsubscribe();
    await worker.stop();
    // Another replica need not wait for its next look.
    bus.publish(WORK, '');
  }

  return {
    start: createCoalescer(async (documentIds: string[]): Promise<undefined[]> => {
      // The row of the document is the job, and it is there. Who uploads again what had failed means to try again.
      for (const documentId of await documents.retry(documentIds, RETRYABLE, clock.now()))
        bus.publish(documentTopic(documentId), '');
      bus.publish(WORK, '');
      return documentIds.map(() => undefined);
    }),

    async retry(ownerId, fileId) {
      const documentId = await documents.documentOf(ownerId, fileId);
      const record = await files.record(ownerId, fileId);
      if (!record) return null;
      const retried = documentId === null ? [] : await documents.retry([documentId], RETRYABLE, clock.now());
      if (documentId === null || retried.length === 0) throw new AppError('CONFLICT');
      changed(documentId, WORK, '');
      return files.record(ownerId, fileId);
    },

    async cancel(ownerId, fileId) {
      const documentId = await documents.documentOf(ownerId, fileId);
      if (documentId !== null && (await documents.cancel(documentId, clock.now()))) changed(documentId, VOID, documentId);
      const record = await files.record(ownerId, fileId);
      if (record && record.stage !== 'failed') throw new AppError('CONFLICT');
      return record;
    },

    follow: followers.follow,

    async work() {
      subscriptions.push(await bus.subscribe(WORK, worker.wake), await bus.subscribe(VOID, worker.drop));
      worker.wake();
    },

    drain,

    async close() {
      await drain();
      followers.close();
    },
  };
}
