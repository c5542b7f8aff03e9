import type { EventBus } from '../../core/bus.ts';
import type { Clock } from '../../core/clock.ts';
import type { ClaimedDocument, DocumentStore } from '../../core/document-store.ts';
import type { Embedder, ExtractDocument } from '../../core/documents.ts';
import type { BlobStore, FileStore } from '../../core/files.ts';
import type { Logger } from '../../core/logger.ts';
import type { IngestionMetrics } from '../../core/metrics.ts';

export type IngestOptions = {
  /** Documents at once in this process. */
  concurrency: number;
  /** After how long a failed attempt is repeated; after the last of them the document has failed. */
  retryDelaysMs: readonly number[];
  /** How often the queue is looked at when nothing is known to wait; else, and while others work on documents, `busyPollMs`. */
  idlePollMs: number;
  busyPollMs: number;
};

export const INGEST_DEFAULTS: Omit<IngestOptions, 'concurrency'> = {
  retryDelaysMs: [2_000, 10_000, 60_000, 300_000, 900_000],
  idlePollMs: 10_000,
  busyPollMs: 1_000,
};

export type IngestDeps = {
  documents: DocumentStore;
  files: Pick<FileStore, 'record'>;
  blobs: Pick<BlobStore, 'withLocalFile'>;
  extract: ExtractDocument;
  /** `null`: documents are found by words alone. */
  embedder: Embedder | null;
  bus: EventBus;
  clock: Clock;
  log: Logger;
  metrics: IngestionMetrics;
  /** Has a row in `instances` for as long as this process works. */
  instanceId: string;
  options: IngestOptions;
};

/** Why work on a document ends early. `stopped`: it is handed back; else the claim is void already. */
export type AbortReason = 'stopped' | 'void';

export type Job = {
  document: ClaimedDocument;
  signal: AbortSignal;
  log: Logger;
  /** Attempts in a row that came to nothing; 0 again with everything that is committed. */
  failures: number;
};

/** The claim on a document is void: it was cancelled or deleted, or another process has it. */
export class ClaimLost extends Error {}

export function assertWritten(written: boolean): void {
  if (!written) throw new ClaimLost();
}

/** Bus topic that says: the state of this document has changed. Payload: what is being done, for people. */
export const documentTopic = (documentId: string) => `document.${documentId}`;
