import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createId } from '../../../lib/shared/ids.ts';
import type { StagedUpload } from '../../core/files.ts';
import { silentLogger } from '../../core/logger.ts';
import { createFileKeeper } from '../files/create-file-keeper.ts';
import { databaseKinds, type TestDatabase } from '../fixtures/test-databases.ts';
import { type OpenedStore, openStore } from '../open-store.ts';
import { createBlobStore } from './create-blob-store.ts';
import { createDiskObjects } from './create-disk-objects.ts';
import { type OpenedBlobs, openBlobs } from './open-blobs.ts';

async function* pieces(...all: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) yield Buffer.from(piece);
}

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('blobs on disk, with $name', ({ create }) => {
  let database: TestDatabase;
  let store: OpenedStore;
  let root: string;
  let blobs: OpenedBlobs;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.options);
    root = await mkdtemp(join(tmpdir(), 'cartrita-blobs-'));
    blobs = await open(join(root, 'blobs'));
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
    await rm(root, { recursive: true, force: true });
  });

  const open = (directory: string) =>
    openBlobs({ directory, incomingDirectory: join(root, 'incoming'), index: store.blobIndex, log: silentLogger });

  async function filesBelow(name: string): Promise<string[]> {
    const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }
  const objectsOf = async (sha256: string) => (await filesBelow('blobs')).filter((name) => name.startsWith(sha256));

  function keep(staged: StagedUpload, ownerId = 'own_1', fileId = createId('file')) {
    const file = { fileId, ownerId, name: 'a.txt', mimeType: 'text/plain', origin: 'upload', runId: null, nowMs: 1 } as const;
    return createFileKeeper(store.files)(staged, { ...file, sha256: staged.sha256, sizeBytes: staged.sizeBytes });
  }

  it('come back as they were, named by their hash', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
    const { sha256, sizeBytes } = await blobs.write(bytes);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(sizeBytes).toBe(300_000);
    expect(Buffer.from((await blobs.read(sha256)) ?? []).equals(bytes)).toBe(true);
    const empty = await blobs.write(new Uint8Array());
    expect(await blobs.read(empty.sha256)).toHaveLength(0);
    const [name] = await objectsOf(sha256);
    expect((await stat(join(root, 'blobs', sha256.slice(0, 2), name as string))).mode & 0o777).toBe(0o600);
  });

  it('come in parts and as files', async () => {
    const { sha256 } = await blobs.write(Buffer.from('0123456789'));
    const part = await blobs.open(sha256, { start: 3, end: 5 });
    expect([part?.sizeBytes, await text(part?.stream as never)]).toEqual([10, '345']);
    expect(await blobs.withLocalFile(sha256, (path) => readFile(path, 'utf8'))).toBe('0123456789');
    await expect(blobs.withLocalFile('0'.repeat(64), async () => 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are kept once, also when written by many at once, and leave nothing unfinished', async () => {
    const written = await Promise.all(Array.from({ length: 20 }, () => blobs.write(Buffer.from('the same'))));
    const [first] = written;
    expect(new Set(written.map(({ sha256 }) => sha256)).size).toBe(1);
    await blobs.sweep();
    expect(await objectsOf(first?.sha256 as string)).toHaveLength(1);
    expect(await filesBelow('incoming')).toEqual([]);
  });

  it('that do not exist are none, whatever is asked for', async () => {
    await writeFile(join(root, 'secret'), 'secret');
    for (const name of ['0'.repeat(64), '', '../../secret', `../${'0'.repeat(61)}`, 'A'.repeat(64)]) {
      expect(await blobs.read(name)).toBeNull();
    }
  });

  it('are staged as they arrive, and leave nothing when they are too large or break off', async () => {
    const staged = await blobs.receive(pieces('hello ', 'world'), { maxBytes: 11 });
    expect(staged).toMatchObject({ sizeBytes: 11, sha256: createHash('sha256').update('hello world').digest('hex') });
    expect(await readFile(staged.path, 'utf8')).toBe('hello world');
    expect(await blobs.read(staged.sha256)).toBeNull();
    await staged.commit();
    await staged.discard();
    expect(String(await blobs.read(staged.sha256))).toBe('hello world');

    await expect(blobs.receive(pieces('hello ', 'world'), { maxBytes: 10 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('connection lost');
    };
    await expect(blobs.receive(broken(), { maxBytes: 10 })).rejects.toThrow('connection lost');
    const { signal } = { signal: AbortSignal.abort(new Error('stopped')) };
    await expect(blobs.receive(pieces('x'), { maxBytes: 10, signal })).rejects.toThrow('stopped');
    expect(await filesBelow('incoming')).toEqual([]);
  });

  it('stay while any file of anyone refers to them', async () => {
    const staged = await blobs.receive(pieces('shared by two'), { maxBytes: 100 });
    await staged.commit();
    await keep(staged, 'own_1', 'file_of1');
    await keep(staged, 'own_2', 'file_of2');
    expect(await store.files.remove('own_2', 'file_of1')).toBeNull();
    await store.files.remove('own_1', 'file_of1');
    await blobs.remove(staged.sha256);
    expect(String(await blobs.read(staged.sha256))).toBe('shared by two');
    await store.files.remove('own_2', 'file_of2');
    await blobs.remove(staged.sha256);
    expect(await blobs.read(staged.sha256)).toBeNull();
    await expect.poll(() => objectsOf(staged.sha256), { timeout: 30_000 }).toEqual([]);
    await staged.discard();
  });

  it('are never lost to a deletion of the same content, and never left without a file', async () => {
    const contents = ['one', 'two', 'three'];
    async function uploadAndDelete(worker: number): Promise<string | null> {
      const content = contents[worker % contents.length] as string;
      const ownerId = `own_${worker % 4}`;
      const staged = await blobs.receive(pieces(content), { maxBytes: 100 });
      await staged.commit();
      const { fileId } = await keep(staged, ownerId);
      await staged.discard();
      expect(String(await blobs.read(staged.sha256))).toBe(content);
      if (worker % 10 === 0) return staged.sha256;
      await store.files.remove(ownerId, fileId);
      await blobs.remove(staged.sha256);
      return null;
    }
    for (let round = 0; round < 12; round++) {
      const kept = await Promise.all(Array.from({ length: 30 }, (_, worker) => uploadAndDelete(round * 30 + worker)));
      for (const sha256 of kept) if (sha256) expect(await blobs.read(sha256)).not.toBeNull();
    }
    await blobs.sweep();
    for (const content of contents) {
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(await objectsOf(sha256)).toHaveLength(1);
      expect(String(await blobs.read(sha256))).toBe(content);
    }
  });

  it('are removed behind the answer, which therefore tells nobody that another owner has them', async () => {
    const disk = createDiskObjects(join(root, 'blobs'));
    const never = new Promise<never>(() => {});
    const slow = createBlobStore({
      objects: { ...disk, remove: () => never },
      index: store.blobIndex,
      incomingDirectory: join(root, 'incoming'),
      log: silentLogger,
    });
    const { sha256 } = await slow.write(Buffer.from('had by another'));
    await slow.write(Buffer.from('had by another'));
    await slow.remove(sha256);
    expect(await slow.read(sha256)).toBeNull();
    expect(await objectsOf(sha256)).toHaveLength(2);
    await blobs.sweep();
    expect(await objectsOf(sha256)).toEqual([]);
  });

  it('are swept when their process died: old halves, and objects that nothing refers to', async () => {
    const incoming = join(root, 'incoming');
    await mkdir(incoming, { recursive: true });
    await writeFile(join(incoming, 'dead'), 'half an upload');
    await writeFile(join(incoming, 'alive'), 'half an upload');
    const longAgo = new Date(Date.now() - 7_200_000);
    await utimes(join(incoming, 'dead'), longAgo, longAgo);
    const { sha256 } = await blobs.write(Buffer.from('committed by a process that died then'));
    await store.blobIndex.announce({ key: `${'ab'.repeat(32)}-doomed`, sha256: 'ab'.repeat(32), sizeBytes: 1 });
    await mkdir(join(root, 'blobs', 'ab'), { recursive: true });
    await writeFile(join(root, 'blobs', 'ab', `${'ab'.repeat(32)}-doomed`), 'x');
    await store.blobIndex.doom(`${'ab'.repeat(32)}-doomed`);

    await blobs.sweep();
    expect(await filesBelow('incoming')).toEqual(['alive']);
    expect(await objectsOf('ab'.repeat(32))).toEqual([]);
    expect(await blobs.read(sha256)).not.toBeNull();
    await rm(join(incoming, 'alive'));
  });

  it('are not there when the disk is full, and leave nothing', async () => {
    const disk = createDiskObjects(join(root, 'blobs'));
    const fault = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const full = createBlobStore({
      // As when the directory cannot grow: the bytes are there already, their name is not.
      objects: { ...disk, put: () => Promise.reject(fault) },
      index: store.blobIndex,
      incomingDirectory: join(root, 'incoming'),
      log: silentLogger,
    });
    await expect(full.write(Buffer.from('too much'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    const sha256 = createHash('sha256').update('too much').digest('hex');
    expect([await blobs.read(sha256), await filesBelow('incoming'), await objectsOf(sha256)]).toEqual([null, [], []]);
    expect(await store.blobIndex.expired()).toEqual([]);
  });

  it('a place where nothing can be written is an error, not a loss', async () => {
    await writeFile(join(root, 'plain'), 'a file where a directory should be');
    const unusable = await open(join(root, 'plain'));
    await expect(unusable.write(Buffer.from('written nowhere'))).rejects.toThrow();
    const sha256 = createHash('sha256').update('written nowhere').digest('hex');
    expect(await blobs.read(sha256)).toBeNull();
  });
});
