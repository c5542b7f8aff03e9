import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FileEvent, FileRecord } from '../../../lib/contract/files.ts';
import { createId } from '../../../lib/shared/ids.ts';
import { createMemoryBus } from '../../bus/create-memory-bus.ts';
import type { EventBus } from '../../core/bus.ts';
import { systemClock } from '../../core/clock.ts';
import type { DocumentStore } from '../../core/document-store.ts';
import { type DocumentBlock, type Embedder, type ExtractDocument, ExtractionError } from '../../core/documents.ts';
import { silentLogger } from '../../core/logger.ts';
import type { IngestionMetrics } from '../../core/metrics.ts';
import { openBlobs } from '../../store/blobs/open-blobs.ts';
import type { DatabaseKind } from '../../store/fixtures/test-databases.ts';
import { type OpenedStore, openStore, type StoreOptions } from '../../store/open-store.ts';
import { createIngestion, type RunningIngestion } from './create-ingestion.ts';
import type { IngestDeps, IngestOptions } from './ingest-deps.ts';

export const OWNER = 'own_reader';

const ignore = () => {};
export const NO_METRICS: IngestionMetrics = {
  attemptDone: ignore,
  stageDone: ignore,
  chunksWritten: ignore,
  embeddingCall: ignore,
  queueDepth: ignore,
};

/** Paragraphs between blank lines; `# ` makes a heading. */
export const readPlainText: ExtractDocument = async ({ path }, { signal, onProgress }) => {
  const text = await readFile(path, { encoding: 'utf8', signal });
  if (text.startsWith('BROKEN')) throw new ExtractionError('DAMAGED');
  onProgress(0.5, 'Half of it');
  const blocks: DocumentBlock[] = [];
  for (const { 0: part, index } of text.matchAll(/[^\n]+(?:\n[^\n]+)*/g)) {
    const at = { start: index, end: index + part.length };
    blocks.push(part.startsWith('# ') ? { kind: 'heading', level: 1, ...at } : { kind: 'paragraph', ...at });
  }
  onProgress(1, 'All of it');
  return { text, outline: { blocks }, pageCount: null, notes: [] };
};

/** Vectors of three numbers, told by the length of the text. */
export function createTestEmbedder(
  model: string,
  before: (texts: readonly string[], signal?: AbortSignal) => Promise<void> | void = ignore,
): Embedder {
  return {
    model,
    dimensions: 3,
    async embed(texts, _kind, signal) {
      await before(texts, signal);
      return texts.map((text) => [1, text.length / 1000, 0.5]);
    },
  };
}

/** A text that is cut into about as many chunks. */
export function textOfChunks(count: number, word = 'water'): string {
  const section = (index: number) => `# Part ${index}\n\nThis is what part ${index} says about ${word}.`;
  return Array.from({ length: count }, (_, index) => section(index)).join('\n\n');
}

type Place = { options: StoreOptions & { blobsDir: string }; remove(): Promise<void> };

/** An empty database and an empty directory. */
export async function createPlace(kind: DatabaseKind): Promise<Place> {
  const database = await kind.create();
  const blobsDir = await mkdtemp(join(tmpdir(), 'cartrita-blobs-'));
  return {
    options: { ...database.options, blobsDir },
    async remove() {
      await database.remove();
      await rm(blobsDir, { recursive: true, force: true });
    },
  };
}

export type Library = {
  store: OpenedStore;
  bus: EventBus;
  ingestion: RunningIngestion;
  /** Stores a file as an upload would, without starting anything. */
  add(text: string, name?: string, ownerId?: string): Promise<{ fileId: string; documentId: string }>;
  record(fileId: string): Promise<FileRecord>;
  until(fileId: string, condition: (record: FileRecord) => boolean): Promise<FileRecord>;
  /** Resolves when the state now is told; what it gives then resolves at the end, with all events. */
  follow(fileId: string): Promise<{ ended(): Promise<{ events: FileEvent[]; reason: string }> }>;
  /** `clean`: its files go, for the next test with this database. */
  close(clean?: boolean): Promise<void>;
};

type Parts = Partial<Pick<IngestDeps, 'extract' | 'embedder' | 'bus' | 'metrics' | 'instanceId' | 'files'>> & {
  options?: Partial<IngestOptions>;
  wrapDocuments?(documents: DocumentStore): DocumentStore;
  /** How long its claims outlive it. Long: a busy machine must not make others take over what somebody is at work on. */
  claimMs?: number;
};

const HEARTBEAT_MS = 200;

/** A process with its database, blobs and ingestion, which is not at work before `ingestion.work()`. */
export async function openLibrary(options: StoreOptions & { blobsDir: string }, parts: Parts = {}): Promise<Library> {
  const store = await openStore(options);
  const { blobsDir } = options;
  const directories = { directory: join(blobsDir, 'blobs'), incomingDirectory: join(blobsDir, 'incoming') };
  const blobs = await openBlobs({ ...directories, index: store.blobIndex, log: silentLogger });
  const bus = parts.bus ?? createMemoryBus(silentLogger);
  const instanceId = parts.instanceId ?? createId('call');
  const beat = () => store.runs.heartbeat(instanceId, parts.claimMs ?? 120_000).catch(ignore);
  let beating = beat();
  await beating;
  const heart = setInterval(() => {
    beating = beat();
  }, HEARTBEAT_MS);
  const ingestion = createIngestion({
    documents: parts.wrapDocuments?.(store.documents) ?? store.documents,
    files: parts.files ?? store.files,
    blobs,
    extract: parts.extract ?? readPlainText,
    embedder: parts.embedder ?? null,
    bus,
    clock: systemClock,
    log: silentLogger,
    metrics: parts.metrics ?? NO_METRICS,
    instanceId,
    options: { concurrency: 2, retryDelaysMs: [20, 20], idlePollMs: 1_000, busyPollMs: 100, ...parts.options },
  });

  async function record(fileId: string): Promise<FileRecord> {
    const found = await store.files.record(OWNER, fileId);
    if (!found) throw new Error('no such file');
    return found;
  }

  return {
    store,
    bus,
    ingestion,
    async add(text, name = 'notes.txt', ownerId = OWNER) {
      const blob = await blobs.write(new TextEncoder().encode(text));
      const file = { ownerId, name, mimeType: 'text/plain', origin: 'upload' as const, runId: null };
      const ids = { fileId: createId('file'), documentId: `doc_${createId('call')}` };
      const added = await store.files.add({ ...file, ...blob, ...ids, nowMs: Date.now() });
      return { fileId: added.fileId, documentId: added.documentId ?? '' };
    },
    record,
    async until(fileId, condition) {
      for (;;) {
        const now = await record(fileId);
        if (condition(now)) return now;
        await pause(5);
      }
    },
    async follow(fileId) {
      const events: FileEvent[] = [];
      const end = Promise.withResolvers<string>();
      const reader = { write: (event: FileEvent) => void events.push(event), end: end.resolve };
      if ((await ingestion.follow(OWNER, fileId, reader)) === null) throw new Error('no such file');
      return { ended: async () => ({ reason: await end.promise, events }) };
    },
    async close(clean = true) {
      await ingestion.close();
      const { files } = await store.files.list(OWNER, { limit: 200 });
      for (const { file_id } of clean ? files : []) await store.files.remove(OWNER, file_id);
      clearInterval(heart);
      await beating;
      await store.runs.release(instanceId);
      await bus.close();
      await store.close();
    },
  };
}
