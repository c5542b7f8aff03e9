import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/contract/errors.ts';
import { type FileRecord, fileEvent } from '../../../lib/contract/files.ts';
import { createMemoryBus } from '../../bus/create-memory-bus.ts';
import type { ExtractDocument } from '../../core/documents.ts';
import { silentLogger } from '../../core/logger.ts';
import { databaseKinds } from '../../store/fixtures/test-databases.ts';
import {
  createPlace,
  createTestEmbedder,
  type Library,
  NO_METRICS,
  OWNER,
  openLibrary,
  readPlainText,
  textOfChunks,
} from './test-kit.ts';

const kinds = await databaseKinds(process.env.TEST_DATABASE_URL);
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Only what hangs takes longer. */
const WAIT = { timeout: 60_000 };

const isOver = ({ stage }: FileRecord) => stage === 'ready' || stage === 'failed';

/** Something that the test lets go on. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe.each(kinds)('ingestion on $name', (kind) => {
  type Parts = Parameters<typeof openLibrary>[1];
  let place: Awaited<ReturnType<typeof createPlace>>;

  beforeAll(async () => {
    place = await createPlace(kind);
  });
  afterAll(() => place.remove());

  async function open(parts: Parts = {}): Promise<Library> {
    const library = await openLibrary(place.options, parts);
    let closed = false;
    const close = async (clean?: boolean) => {
      if (closed) return;
      closed = true;
      await library.close(clean);
    };
    undo.push(() => close());
    return { ...library, close };
  }

  /** What is stored of a document: positions of its chunks, and how many vectors of each model. */
  async function stored(library: Library, documentId: string, models: string[] = []) {
    const positions = (await library.store.documents.unembedded(documentId, 'none', -1, 100_000)).map(({ position }) => position);
    const counts = await Promise.all(models.map((model) => library.store.documents.countChunks(documentId, model)));
    return { positions, vectors: counts.map(({ embedded }) => embedded) };
  }

  it('makes a text searchable, tells each step once and ends once', async () => {
    const library = await open({ embedder: createTestEmbedder('test/a') });
    const { fileId, documentId } = await library.add(textOfChunks(30));
    const following = await library.follow(fileId);
    await library.ingestion.work();
    await library.ingestion.start(documentId);
    const { events } = await following.ended();

    for (const event of events) expect(fileEvent.safeParse(event).error).toBeUndefined();
    expect(events[0]).toMatchObject({ type: 'file.progress', file_id: fileId, stage: 'received', progress: 0 });
    expect(events.filter(({ type }) => type === 'file.finished')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      type: 'file.finished',
      stage: 'ready',
      file: { stage: 'ready', progress: 1, problem: null, passage_count: 30, embedding_model: 'test/a' },
    });
    const progress = events.flatMap((event) => (event.type === 'file.progress' ? [event.progress] : []));
    expect(progress).toEqual([...progress].sort((left, right) => left - right));
    const { positions, vectors } = await stored(library, documentId, ['test/a']);
    expect(positions).toEqual(Array.from({ length: 30 }, (_, index) => index));
    expect(vectors).toEqual([30]);
    // Who comes later is told the state, and that is all.
    const late = await (await library.follow(fileId)).ended();
    expect(late.events).toEqual([expect.objectContaining({ type: 'file.finished', stage: 'ready' })]);
  });

  it('needs no wake-up: the row is the job; without an embedder words have to do', async () => {
    const library = await open();
    const { fileId } = await library.add(textOfChunks(3));
    await library.ingestion.work();
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'ready', embedding_model: null, passage_count: 3 });
  });

  it('keeps a file that cannot be read, says why, and takes no retry where it cannot help', async () => {
    const library = await open();
    const { fileId } = await library.add('BROKEN');
    await library.ingestion.work();
    const problem = { code: 'DAMAGED', stage: 'extracted', retryable: false };
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'failed', problem });
    await expect(library.ingestion.retry(OWNER, fileId)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await library.ingestion.cancel(OWNER, fileId)).toMatchObject({ stage: 'failed', problem });
  });

  it('belongs to its owner', async () => {
    const library = await open();
    const { fileId } = await library.add('Mine.');
    expect(await library.ingestion.retry('own_stranger', fileId)).toBeNull();
    expect(await library.ingestion.cancel('own_stranger', fileId)).toBeNull();
    expect(await library.ingestion.follow('own_stranger', fileId, { write: () => {}, end: () => {} })).toBeNull();
    expect(await library.record(fileId)).toMatchObject({ stage: 'received' });
  });

  it('tries again what fails, honours Retry-After and fails in the end; found by words meanwhile, and a retry embeds the rest', async () => {
    const failures = [new AppError('PROVIDER_UNAVAILABLE', { retryAfterSeconds: 0.3 }), new Error('reset'), new Error('again')];
    const calls: number[] = [];
    const embedder = createTestEmbedder('test/a', () => {
      calls.push(performance.now());
      const failure = failures.shift();
      if (failure) throw failure;
    });
    const library = await open({ embedder });
    const { fileId } = await library.add(textOfChunks(5));
    await library.ingestion.work();
    const failed = await library.until(fileId, isOver);
    expect(failed).toMatchObject({
      stage: 'failed',
      passage_count: 5,
      problem: { code: 'EMBEDDING_FAILED', stage: 'embedded', retryable: true },
    });
    expect(calls).toHaveLength(3);
    expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThan(295);

    expect(await library.ingestion.retry(OWNER, fileId)).toMatchObject({ stage: 'chunked', problem: null });
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'ready', embedding_model: 'test/a' });
    await expect(library.ingestion.retry(OWNER, fileId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(library.ingestion.cancel(OWNER, fileId)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('goes on embedding where it stopped', async () => {
    let fail = true;
    let embedded = 0;
    const embedder = createTestEmbedder('test/a', (texts) => {
      if (fail && embedded >= 64) throw new Error('down');
      embedded += texts.length;
    });
    const library = await open({ embedder, options: { retryDelaysMs: [] } });
    const { fileId, documentId } = await library.add(textOfChunks(150));
    await library.ingestion.work();
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'failed' });
    expect((await stored(library, documentId, ['test/a'])).vectors).toEqual([64]);
    fail = false;
    await library.ingestion.retry(OWNER, fileId);
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'ready' });
    expect(embedded).toBe(150);
  });

  it('is cancelled at once, in reading and in embedding, and can be taken up again', async () => {
    const reasons: unknown[] = [];
    const hold = (signal?: AbortSignal) =>
      new Promise<never>((_, reject) => {
        const stop = () => {
          reasons.push(signal?.reason);
          reject(signal?.reason);
        };
        if (signal?.aborted) stop();
        else signal?.addEventListener('abort', stop);
      });
    let extract: ExtractDocument = (_file, { signal }) => hold(signal);
    let wait = true;
    const embedder = createTestEmbedder('test/a', (_texts, signal) => (wait ? hold(signal) : undefined));
    const library = await open({ extract: (file, options) => extract(file, options), embedder });
    const { fileId } = await library.add(textOfChunks(3));
    await library.ingestion.work();
    const following = await library.follow(fileId);
    await library.until(fileId, () => true);

    expect(await library.ingestion.cancel(OWNER, fileId)).toMatchObject({
      stage: 'failed',
      problem: { code: 'CANCELLED', stage: 'extracted', retryable: true },
    });
    expect((await following.ended()).events.at(-1)).toMatchObject({ type: 'file.finished', stage: 'failed' });
    expect(await library.ingestion.cancel(OWNER, fileId)).toMatchObject({ problem: { code: 'CANCELLED' } });

    extract = readPlainText;
    await library.ingestion.retry(OWNER, fileId);
    await library.until(fileId, ({ stage }) => stage === 'chunked');
    await library.ingestion.cancel(OWNER, fileId);
    expect(await library.record(fileId)).toMatchObject({ problem: { code: 'CANCELLED', stage: 'embedded' }, passage_count: 3 });
    wait = false;
    await library.ingestion.retry(OWNER, fileId);
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'ready' });
    expect(new Set(reasons)).toEqual(new Set(['void']));
  });

  it('ends quietly when the file is deleted on its way', async () => {
    const gate = createGate();
    const aborted = createGate();
    const extract: ExtractDocument = async (_file, { signal }) => {
      gate.open();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      throw new Error('never');
    };
    const outcomes: string[] = [];
    const metrics = {
      attemptDone: (outcome: string) => {
        outcomes.push(outcome);
        aborted.open();
      },
      stageDone: () => {},
      chunksWritten: () => {},
      embeddingCall: () => {},
      queueDepth: () => {},
    };
    const library = await open({ extract, metrics });
    const { fileId } = await library.add('Soon gone.');
    const following = await library.follow(fileId);
    await library.ingestion.work();
    await gate.opened;
    await library.store.files.remove(OWNER, fileId);
    await aborted.opened;
    expect(outcomes).toEqual(['void']);
    const { events } = await following.ended();
    expect(events.filter(({ type }) => type === 'file.finished')).toMatchObject([
      { stage: 'failed', file: { file_id: fileId, problem: { code: 'CANCELLED', retryable: false } } },
    ]);
  });

  it('refuses what a slow attempt writes after its claim was taken over', async () => {
    const gate = createGate();
    const started = createGate();
    let attempts = 0;
    const outcomes: string[] = [];
    const metrics = { ...NO_METRICS, attemptDone: (outcome: string) => void outcomes.push(outcome) };
    const extract: ExtractDocument = async (file, options) => {
      attempts += 1;
      const read = await readPlainText(file, options);
      started.open();
      await gate.opened;
      return { ...read, text: 'from the dead', outline: { blocks: [] } };
    };
    const library = await open({ extract, metrics });
    const { fileId, documentId } = await library.add(textOfChunks(4));
    await library.ingestion.work();
    await started.opened;
    const taken = await library.store.documents.claim({ instanceId: 'nobody', active: [], nowMs: Date.now() });
    expect(taken).toBeNull();
    await library.store.runs.heartbeat('another', 60_000);
    const takeOver = async () => {
      expect(await library.store.documents.cancel(documentId, Date.now())).toBe(true);
      expect(await library.store.documents.retry([documentId], ['CANCELLED'], Date.now())).toEqual([documentId]);
      return library.store.documents.claim({ instanceId: 'another', active: [], nowMs: Date.now() });
    };
    // The first process sees that its claim is void and may be the quicker one to claim it again; it waits at the gate then.
    let next = await takeOver();
    while (next === null) next = await takeOver();
    expect(next).toMatchObject({ documentId, stage: 'received' });
    gate.open();
    await expect.poll(() => outcomes.length - attempts, WAIT).toBeGreaterThanOrEqual(0);
    expect(new Set(outcomes)).toEqual(new Set(['void']));
    expect(await library.store.documents.readText(documentId)).toBeNull();
    expect(await library.record(fileId)).toMatchObject({ stage: 'received' });
  });

  it('works on once what is cancelled and wanted again before the first attempt has ended', async () => {
    const [first, second] = [createGate(), createGate()];
    let attempts = 0;
    const outcomes: string[] = [];
    const metrics = { ...NO_METRICS, attemptDone: (outcome: string) => void outcomes.push(outcome) };
    const extract: ExtractDocument = async (file, options) => {
      attempts += 1;
      await (attempts === 1 ? first : second).opened;
      return readPlainText(file, { ...options, signal: new AbortController().signal });
    };
    let claims = 0;
    const wrapDocuments: NonNullable<NonNullable<Parts>['wrapDocuments']> = (documents) => ({
      ...documents,
      async claim(request) {
        const claimed = await documents.claim(request);
        claims += 1;
        return claimed;
      },
    });
    const library = await open({ extract, metrics, wrapDocuments });
    const { fileId } = await library.add(textOfChunks(3));
    await library.ingestion.work();
    await expect.poll(() => attempts, WAIT).toBe(1);
    await library.ingestion.cancel(OWNER, fileId);
    await library.ingestion.retry(OWNER, fileId);
    await expect.poll(() => attempts, WAIT).toBe(2);
    first.open();
    await expect.poll(() => outcomes, WAIT).toEqual(['void']);
    const before = claims;
    await expect.poll(() => claims, WAIT).toBeGreaterThan(before + 1);
    second.open();
    expect(await library.until(fileId, isOver)).toMatchObject({ stage: 'ready' });
    expect(attempts).toBe(2);
  });

  it('hands a document back when its process stops, for the next one to go on', async () => {
    const waiting = createGate();
    const embedder = createTestEmbedder('test/a', async (_texts, signal) => {
      waiting.open();
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    });
    const first = await open({ embedder });
    const { fileId, documentId } = await first.add(textOfChunks(6));
    await first.ingestion.work();
    await waiting.opened;
    await first.ingestion.drain();
    expect(await first.record(fileId)).toMatchObject({ stage: 'chunked', problem: null });
    expect(await first.store.documents.queue('another')).toMatchObject({ unfinished: 1, others: 0 });
    await first.close(false);

    const second = await open({ embedder: createTestEmbedder('test/a') });
    await second.ingestion.work();
    expect(await second.until(fileId, isOver)).toMatchObject({ stage: 'ready' });
    expect((await stored(second, documentId, ['test/a'])).vectors).toEqual([6]);
  });

  it('gives up a document whose processes keep dying', async () => {
    const library = await open();
    const { fileId, documentId } = await library.add('Deadly.');
    const { documents } = library.store;
    for (let death = 0; death < 4; death += 1) {
      expect(await documents.claim({ instanceId: `dead-${death}`, active: [], nowMs: Date.now() })).toMatchObject({
        documentId,
        failures: death,
      });
    }
    await library.ingestion.work();
    expect(await library.until(fileId, isOver)).toMatchObject({ problem: { code: 'INTERNAL', stage: 'extracted' } });
  });

  it('embeds everything anew for another model, and drops old vectors only when the new ones of a document are complete', async () => {
    const first = await open({ embedder: createTestEmbedder('test/old') });
    await first.ingestion.work();
    const large = await first.add(textOfChunks(70, 'stone'));
    await first.ingestion.start(large.documentId);
    await first.until(large.fileId, isOver);
    const small = await first.add(textOfChunks(3, 'sand'));
    await first.ingestion.start(small.documentId);
    await first.until(small.fileId, isOver);
    await first.close(false);

    const gate = createGate();
    const halfway = createGate();
    let calls = 0;
    const embedder = createTestEmbedder('test/new', async () => {
      calls += 1;
      if (calls < 2) return;
      halfway.open();
      await gate.opened;
    });
    const second = await open({ embedder, options: { concurrency: 1 } });
    await second.ingestion.work();
    await halfway.opened;
    expect((await stored(second, large.documentId, ['test/old', 'test/new'])).vectors).toEqual([70, 64]);
    expect((await stored(second, small.documentId, ['test/old', 'test/new'])).vectors).toEqual([3, 0]);
    expect(await second.record(large.fileId)).toMatchObject({ stage: 'ready', progress: 1 });
    await expect(second.ingestion.cancel(OWNER, large.fileId)).rejects.toMatchObject({ code: 'CONFLICT' });
    gate.open();
    for (const { fileId } of [large, small]) {
      await second.until(fileId, ({ embedding_model }) => embedding_model === 'test/new');
    }
    expect((await stored(second, large.documentId, ['test/old', 'test/new'])).vectors).toEqual([0, 70]);
    expect((await stored(second, small.documentId, ['test/old', 'test/new'])).vectors).toEqual([0, 3]);
    expect(calls).toBe(3);
  });

  it('takes owners in turn, however much one of them brings', async () => {
    const { store, add } = await open();
    for (const text of ['one', 'two', 'three']) await add(text);
    const late = await add('four', 'notes.txt', 'own_late');
    const taken: { documentId: string; ownerId: string }[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const active = taken.map(({ documentId }) => documentId);
      const claimed = await store.documents.claim({ instanceId: 'one of many', active, nowMs: Date.now() });
      if (claimed) taken.push(claimed);
    }
    expect(taken.map(({ ownerId }) => ownerId)).toEqual([OWNER, 'own_late', OWNER, OWNER]);
    await store.files.remove('own_late', late.fileId);
  });

  it('passes over an owner whose documents all wait to be tried again', async () => {
    const { store, add } = await open();
    const waiting = await add('one');
    const other = await add('two', 'notes.txt', 'own_other');
    const request = { instanceId: 'one of many', active: [], nowMs: Date.now() };
    const first = await store.documents.claim(request);
    expect(first).toMatchObject({ documentId: waiting.documentId });
    const retry = { atMs: Date.now() + 60_000, failures: 1 };
    expect(await store.documents.postpone({ documentId: waiting.documentId, attempt: first?.attempt ?? 0 }, retry)).toBe(true);
    expect(await store.documents.claim(request)).toMatchObject({ documentId: other.documentId });
    const active = [other.documentId];
    expect(await store.documents.claim({ ...request, active })).toBeNull();
    expect(await store.documents.claim({ ...request, active, nowMs: retry.atMs })).toMatchObject({
      documentId: waiting.documentId,
    });
    await store.files.remove('own_other', other.fileId);
  });

  it('tells followers also when the bus loses every message', async () => {
    const bus = { ...createMemoryBus(silentLogger), publish: () => {} };
    const library = await open({ bus, options: { idlePollMs: 50 } });
    const { fileId } = await library.add(textOfChunks(3));
    const following = await library.follow(fileId);
    await library.ingestion.work();
    expect((await following.ended()).events.at(-1)).toMatchObject({ type: 'file.finished', stage: 'ready' });
  });

  it('lets followers go when their process stops', async () => {
    const library = await open();
    const { fileId } = await library.add('Not now.');
    const following = await library.follow(fileId);
    await library.close();
    expect(await following.ended()).toMatchObject({ reason: 'handover' });
  });
});

describe.each(kinds.filter(({ name }) => name === 'PostgreSQL'))('two replicas on $name', (kind) => {
  it('share the work, and none does a document of another', async () => {
    const place = await createPlace(kind);
    undo.push(place.remove);
    const read: string[] = [];
    const atWork = new Set<string>();
    const both = createGate();
    const bus = createMemoryBus(silentLogger);
    const openReplica = async (name: string) => {
      const extract: ExtractDocument = async (file, options) => {
        read.push(`${name} ${file.name}`);
        // Who is quicker does not do it all.
        if (atWork.add(name).size === 2) both.open();
        await both.opened;
        return readPlainText(file, options);
      };
      const library = await openLibrary(place.options, { extract, bus, embedder: createTestEmbedder('test/a') });
      undo.push(() => library.close());
      return library;
    };
    const [one, two] = [await openReplica('one'), await openReplica('two')];
    const files = await Promise.all(
      Array.from({ length: 40 }, (_, index) => one.add(textOfChunks(4, `word${index}`), `${index}.txt`)),
    );
    await Promise.all([one.ingestion.work(), two.ingestion.work()]);
    for (const { fileId } of files) expect(await two.until(fileId, isOver)).toMatchObject({ stage: 'ready', passage_count: 4 });
    expect(read).toHaveLength(40);
    expect(new Set(read.map((entry) => entry.split(' ')[1])).size).toBe(40);
    expect(new Set(read.map((entry) => entry.split(' ')[0])).size).toBe(2);

    const client = new pg.Client({ connectionString: place.options.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      'SELECT count(*)::int AS chunks, count(DISTINCT (document_id, position))::int AS places FROM chunks',
    );
    await client.end();
    expect(rows).toEqual([{ chunks: 160, places: 160 }]);
  });
});
