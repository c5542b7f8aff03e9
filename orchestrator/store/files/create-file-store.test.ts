import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewFile } from '../../core/files.ts';
import { databaseKinds, type TestDatabase } from '../fixtures/test-databases.ts';
import { type OpenedStore, openStore } from '../open-store.ts';

const FILE: NewFile = {
  fileId: 'file_1',
  ownerId: 'own_1',
  name: 'chart.svg',
  mimeType: 'image/svg+xml',
  sizeBytes: 5_000_000_000,
  sha256: 'ab'.repeat(32),
  origin: 'artifact',
  runId: 'run_1',
  nowMs: 7,
};
const PAGE = { limit: 50 };

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('files on $name', ({ create }) => {
  let database: TestDatabase;
  let store: OpenedStore;
  let owner: string;
  let owners = 0;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.options);
    for (const [index, sha256] of ['ab', 'cd', 'ef'].entries()) {
      await store.blobIndex.announce({ key: `key${index}`, sha256: sha256.repeat(32), sizeBytes: 100 });
      await store.blobIndex.publish(`key${index}`);
    }
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
  });
  beforeEach(() => {
    owner = `own_test${++owners}`;
  });

  let ids = 0;
  const add = (content: 'ab' | 'cd' | 'ef', changed: Partial<NewFile> = {}) =>
    store.files.add({
      ...FILE,
      origin: 'upload',
      runId: null,
      ownerId: owner,
      fileId: `file_n${++ids}`,
      sizeBytes: 100,
      sha256: content.repeat(32),
      ...changed,
    });

  it('are found by their owner alone', async () => {
    const { documentId, ...added } = await store.files.add(FILE);
    const { nowMs, ...rest } = FILE;
    expect([added, documentId]).toEqual([{ ...rest, createdAt: nowMs }, null]);
    expect(await store.files.get('own_1', 'file_1')).toEqual(added);
    expect(await store.files.get('own_2', 'file_1')).toBeNull();
    expect(await store.files.record('own_2', 'file_1')).toBeNull();
    expect(await store.files.hasAll('own_1', ['file_1', 'file_1'])).toBe(true);
    expect(await store.files.hasAll('own_1', ['file_1', 'file_unknown'])).toBe(false);
    expect(await store.files.hasAll('own_2', ['file_1'])).toBe(false);
    expect(await store.files.hasAll('own_2', [])).toBe(true);
    expect(await store.files.text('own_2', 'file_1')).toBeNull();
    expect(await store.files.remove('own_2', 'file_1')).toBeNull();
    expect(await store.files.get('own_1', 'file_2')).toBeNull();
  });

  it('may have any name, and no run', async () => {
    expect(await add('ab', { name: 'a\u0000b\uD800' })).toMatchObject({ name: 'a\uFFFDb\uFFFD', origin: 'upload', runId: null });
  });

  it('name no content that is not there', async () => {
    await expect(add('ab', { sha256: '00'.repeat(32) })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await store.files.usage(owner)).toEqual({ files: 0, sizeBytes: 0 });
  });

  it('of the same content and type share a document, which goes with the last of them', async () => {
    const first = await add('ab', { documentId: 'doc_a' });
    const second = await add('ab', { documentId: 'doc_b', name: 'copy.svg' });
    const other = await add('ab', { documentId: 'doc_c', mimeType: 'text/plain' });
    expect([first.documentId, second.documentId, other.documentId]).toEqual(['doc_a', 'doc_a', 'doc_c']);
    expect(await store.files.record(owner, second.fileId)).toMatchObject({
      stage: 'received',
      progress: 0,
      problem: null,
      notes: [],
    });
    expect(await store.files.remove(owner, first.fileId)).toEqual({ sha256: first.sha256, documentId: null });
    expect(await store.files.remove(owner, second.fileId)).toEqual({ sha256: first.sha256, documentId: 'doc_a' });
    expect(await store.files.text(owner, other.fileId)).toEqual({ text: null, outline: null });
  });

  it('share nothing with those of another owner', async () => {
    const mine = await add('cd', { documentId: 'doc_mine' });
    const theirs = await add('cd', { documentId: 'doc_theirs', ownerId: `${owner}_other` });
    expect([mine.documentId, theirs.documentId]).toEqual(['doc_mine', 'doc_theirs']);
  });

  it('count once towards the storage, whose limit many at once cannot pass', async () => {
    const limit = { maxStorageBytes: 250 };
    const first = await add('ab', limit);
    await add('ab', limit);
    expect(await store.files.usage(owner)).toEqual({ files: 2, sizeBytes: 100 });
    const results = await Promise.allSettled([add('cd', limit), add('ef', limit), add('cd', limit), add('ef', limit)]);
    const contents = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.sha256] : []));
    expect([contents.length, new Set(contents).size]).toEqual([2, 1]);
    expect(await store.files.usage(owner)).toEqual({ files: 4, sizeBytes: 200 });
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'STORAGE_FULL', details: { used_bytes: 200, max_bytes: 250 } });
    await store.files.remove(owner, first.fileId);
    expect(await store.files.usage(owner)).toEqual({ files: 3, sizeBytes: 200 });
  });

  it('are added many at once as if one after the other: what is refused hurts no other', async () => {
    const limit = { maxStorageBytes: 200, documentId: 'doc_none' };
    const results = await Promise.allSettled([
      add('ab', { ...limit, documentId: `doc_${owner}1` }),
      add('ab', { ...limit, sha256: '00'.repeat(32) }),
      add('ab', { ...limit, documentId: `doc_${owner}2` }),
      add('cd', { ...limit, documentId: `doc_${owner}3` }),
      add('ef', limit),
      add('ab', { ...limit, ownerId: `${owner}_other`, documentId: `doc_${owner}4` }),
      add('ab'),
    ]);
    const outcomes = results.map((result) =>
      result.status === 'fulfilled' ? result.value.documentId : (result.reason as { code: string }).code,
    );
    const [first, third, other] = [`doc_${owner}1`, `doc_${owner}3`, `doc_${owner}4`];
    expect(outcomes).toEqual([first, 'CONFLICT', first, third, 'STORAGE_FULL', other, null]);
    expect(await store.files.usage(owner)).toEqual({ files: 4, sizeBytes: 200 });
    expect(await store.files.usage(`${owner}_other`)).toEqual({ files: 1, sizeBytes: 100 });
  });

  it('asked for at the same time are still found by their owner alone', async () => {
    const { fileId } = await add('ab');
    const [stranger, unknown, mine] = await Promise.all([
      store.files.record(`${owner}_other`, fileId),
      store.files.record(owner, 'file_unknown'),
      store.files.record(owner, fileId),
    ]);
    expect([stranger, unknown, mine?.file_id]).toEqual([null, null, fileId]);
  });

  it('are listed newest first, in pages without gap or double', async () => {
    for (let index = 0; index < 7; index++) await add('ab', { name: `Report ${index}%.txt`, nowMs: 10 + Math.floor(index / 2) });
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await store.files.list(owner, { limit: 3, ...(before && { before }) });
      seen.push(...page.files.map(({ name }) => name));
      before = page.nextBefore ?? undefined;
    } while (before);
    expect(new Set(seen).size).toBe(7);
    expect(seen[0]).toBe('Report 6%.txt');
    await expect(store.files.list(owner, { limit: 3, before: 'nonsense' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('are found by part of the name, by origin and by state', async () => {
    await add('ab', { name: '100% Größe.csv', documentId: 'doc_s' });
    await add('cd', { name: 'other.txt', origin: 'artifact' });
    const names = async (query: object) => (await store.files.list(owner, { ...PAGE, ...query })).files.map(({ name }) => name);
    expect(await names({ q: '% gRÖ' })).toEqual(['100% Größe.csv']);
    expect(await names({ q: '1__%' })).toEqual([]);
    expect(await names({ origin: 'artifact' })).toEqual(['other.txt']);
    expect(await names({ state: 'working' })).toEqual(['100% Größe.csv']);
    expect(await names({ state: 'ready' })).toEqual(['other.txt']);
    expect(await names({ state: 'failed' })).toEqual([]);
  });
});
