import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../core/files.ts';
import { createBlobStore } from './create-blob-store.ts';

describe('blobs', () => {
  let directory: string;
  let blobs: BlobStore;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cartrita-blobs-'));
    blobs = createBlobStore(join(directory, 'data', 'blobs'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const filesBelow = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);

  it('come back as they were, named by their hash', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    const { sha256, sizeBytes } = await blobs.write(bytes);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(sizeBytes).toBe(100_000);
    expect(Buffer.from((await blobs.read(sha256)) ?? []).equals(bytes)).toBe(true);
    const empty = await blobs.write(new Uint8Array());
    expect(await blobs.read(empty.sha256)).toHaveLength(0);
  });

  it('are kept once, also when written by many at once, and leave nothing unfinished', async () => {
    const before = await filesBelow();
    const bytes = Buffer.from('the same');
    const written = await Promise.all(Array.from({ length: 20 }, () => blobs.write(bytes)));
    expect(new Set(written.map(({ sha256 }) => sha256)).size).toBe(1);
    expect((await filesBelow()).filter((name) => !before.includes(name))).toEqual([written[0]?.sha256]);
  });

  it('are written again when what is there is not whole', async () => {
    const { sha256 } = await blobs.write(Buffer.from('will be cut'));
    const path = join(directory, 'data', 'blobs', sha256.slice(0, 2), sha256);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await truncate(path, 3);
    await blobs.write(Buffer.from('will be cut'));
    expect(Buffer.from((await blobs.read(sha256)) ?? []).toString()).toBe('will be cut');
  });

  it('that do not exist are none, whatever is asked for', async () => {
    await writeFile(join(directory, 'secret'), 'secret');
    for (const name of ['0'.repeat(64), '', '../../secret', `../${'0'.repeat(61)}`, 'A'.repeat(64)])
      expect(await blobs.read(name)).toBeNull();
  });
});

it('a place where nothing can be written is an error, not a loss', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cartrita-blobs-'));
  await writeFile(join(directory, 'blobs'), 'a file where a directory should be');
  await expect(createBlobStore(join(directory, 'blobs')).write(Buffer.from('x'))).rejects.toThrow();
  await rm(directory, { recursive: true });
});
