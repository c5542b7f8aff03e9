import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from './fixtures/test-databases.ts';
import { type OpenedStore, openStore } from './open-store.ts';

const FILE = {
  fileId: 'file_1',
  ownerId: 'own_1',
  name: 'chart.svg',
  mimeType: 'image/svg+xml',
  sizeBytes: 5_000_000_000,
  sha256: 'ab'.repeat(32),
  origin: 'artifact',
  runId: 'run_1',
} as const;

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('files on $name', ({ create }) => {
  let database: TestDatabase;
  let store: OpenedStore;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.options);
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('are found by their owner alone', async () => {
    const added = await store.files.add({ ...FILE, nowMs: 7 });
    expect(added).toEqual({ ...FILE, createdAt: 7 });
    expect(await store.files.get('own_1', 'file_1')).toEqual(added);
    expect(await store.files.get('own_2', 'file_1')).toBeNull();
    expect(await store.files.get('own_1', 'file_2')).toBeNull();
  });

  it('may have any name, and no run', async () => {
    const upload = { ...FILE, fileId: 'file_3', name: 'a\u0000b\uD800', origin: 'upload', runId: null, nowMs: 8 } as const;
    expect(await store.files.add(upload)).toMatchObject({ name: 'a\uFFFDb\uFFFD', origin: 'upload', runId: null });
    await expect(store.files.add(upload)).rejects.toThrow();
  });
});
