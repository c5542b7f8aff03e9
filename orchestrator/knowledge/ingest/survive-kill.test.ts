import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../store/fixtures/test-databases.ts';
import type { Hold } from './fixtures/ingest-until-killed.ts';
import { createPlace, createTestEmbedder, openLibrary } from './test-kit.ts';

const kinds = await databaseKinds(process.env.TEST_DATABASE_URL);
const CHUNKS = 150;

describe.each(kinds)('a document on $name whose process is killed', (kind) => {
  let place: Awaited<ReturnType<typeof createPlace>>;
  beforeAll(async () => {
    place = await createPlace(kind);
  });
  afterAll(() => place.remove());

  /** Runs a process until it is held at a stage, kills it there and gives the id of its file. */
  async function killAt(hold: Hold): Promise<string> {
    const { log: _log, ...options } = place.options;
    const order = JSON.stringify({ options, hold });
    const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/ingest-until-killed.ts'), order], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line === 'held') child.kill('SIGKILL');
    }
    await exited;
    expect(lines).toEqual([expect.stringMatching(/^file_/), 'held']);
    return lines[0] ?? '';
  }

  it.each([
    ['reading', 'received'],
    ['storing', 'received'],
    ['cutting', 'extracted'],
    ['embedding', 'chunked'],
    ['finishing', 'embedded'],
  ] as const)('while %s is finished by the next one, without doubles', async (hold, stage) => {
    const fileId = await killAt(hold);
    let embedded = 0;
    const embedder = createTestEmbedder('test/a', (texts) => {
      embedded += texts.length;
    });
    const library = await openLibrary(place.options, { embedder });
    try {
      expect(await library.record(fileId)).toMatchObject({ stage });
      await library.ingestion.work();
      const record = await library.until(fileId, (now) => now.stage === 'ready' || now.stage === 'failed');
      expect(record).toMatchObject({ stage: 'ready', passage_count: CHUNKS, embedding_model: 'test/a' });
      const documentId = (await library.store.documents.documentOf('own_reader', fileId)) ?? '';
      const chunks = await library.store.documents.unembedded(documentId, 'none', -1, 1_000);
      expect(chunks.map(({ position }) => position)).toEqual(Array.from({ length: CHUNKS }, (_, index) => index));
      expect(await library.store.documents.countChunks(documentId, 'test/a')).toEqual({ all: CHUNKS, embedded: CHUNKS });
      // What was embedded before is not embedded again.
      expect(embedded).toBe({ reading: CHUNKS, storing: CHUNKS, cutting: CHUNKS, embedding: CHUNKS - 64, finishing: 0 }[hold]);
    } finally {
      await library.close();
    }
  });
});
