import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createId } from '../../../lib/shared/ids.ts';
import type { BlobStore, ReadImages, StoredFile } from '../../core/files.ts';
import { silentLogger } from '../../core/logger.ts';
import { openBlobs } from '../blobs/open-blobs.ts';
import { databaseKinds, type TestDatabase } from '../fixtures/test-databases.ts';
import { type OpenedStore, openStore } from '../open-store.ts';
import { createImageReader } from './create-image-reader.ts';

const BYTES = {
  png: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  jpeg: Buffer.from('\xff\xd8\xff\xe0', 'latin1'),
  gif: Buffer.from('GIF89a'),
  webp: Buffer.from('RIFF\n\0\0\0WEBPVP8 ', 'latin1'),
};

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('pictures for a model on $name', ({ create }) => {
  let database: TestDatabase;
  let store: OpenedStore;
  let directory: string;
  let blobs: BlobStore;
  let read: ReadImages;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.options);
    directory = await mkdtemp(join(tmpdir(), 'cartrita-images-'));
    blobs = await openBlobs({
      directory,
      incomingDirectory: join(directory, 'incoming'),
      index: store.blobIndex,
      log: silentLogger,
    });
    read = createImageReader({ files: store.files, blobs, log: silentLogger });
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
    await rm(directory, { recursive: true, force: true });
  });

  async function keep(name: string, mimeType: string, bytes: Uint8Array): Promise<string> {
    const written = await blobs.write(bytes);
    const row = { fileId: createId('file'), ownerId: 'own_1', origin: 'upload', runId: null, nowMs: 1 } as const;
    return (await store.files.add({ ...row, name, mimeType, ...written })).fileId;
  }

  it('come in their order with their bytes, other files are passed over', async () => {
    const kinds = Object.entries(BYTES);
    const ids = await Promise.all(kinds.map(([kind, bytes]) => keep(`a.${kind}`, `image/${kind}`, bytes)));
    const others = [await keep('a.svg', 'image/svg+xml', Buffer.from('<svg/>')), await keep('a.txt', 'text/plain', BYTES.png)];
    expect(await read('own_1', [...others, ...ids])).toEqual({
      images: kinds.map(([kind, bytes]) => ({ mimeType: `image/${kind}`, base64: bytes.toString('base64') })),
      problems: [],
    });
    expect(await read('own_1', [])).toEqual({ images: [], problems: [] });
  });

  it('have the type that their bytes have', async () => {
    const { images } = await read('own_1', [await keep('a.png', 'image/png', BYTES.jpeg)]);
    expect(images).toMatchObject([{ mimeType: 'image/jpeg' }]);
  });

  it('are told of when they cannot be shown', async () => {
    const fine = await keep('fine.png', 'image/png', BYTES.png);
    const broken = await keep('broken "1".png', 'image/png', Buffer.from('not a picture'));
    const gone = await keep('gone.png', 'image/png', Buffer.concat([BYTES.png, Buffer.from('soon gone')]));
    const { sha256 } = (await store.files.get('own_1', gone)) as StoredFile;
    await store.blobIndex.doom((await store.blobIndex.find(sha256))?.key as string);
    const limit = 5 * 2 ** 20;
    const big = await keep('big.png', 'image/png', Buffer.concat([BYTES.png, Buffer.alloc(limit - BYTES.png.length)]));
    const bigger = await keep('bigger.png', 'image/png', Buffer.concat([BYTES.png, Buffer.alloc(limit)]));
    const { images, problems } = await read('own_1', [broken, gone, big, bigger, fine]);
    expect(images).toHaveLength(2);
    expect(problems).toEqual([
      'The picture "broken \\"1\\".png" could not be read.',
      'The picture "gone.png" could not be read.',
      'The picture "bigger.png" was left out: it is larger than 5 MB.',
    ]);
    expect(await read('own_2', [fine])).toEqual({ images: [], problems: [`The file ${fine} could not be read.`] });
  });

  it('are eight at most', async () => {
    const ids = await Promise.all(Array.from({ length: 9 }, (_, index) => keep(`${index}.png`, 'image/png', BYTES.png)));
    const { images, problems } = await read('own_1', ids);
    expect(images).toHaveLength(8);
    expect(problems).toEqual(['The picture "8.png" was left out: only 8 can be shown.']);
  });

  it('never end a run when storage fails', async () => {
    const failing = createImageReader({ files: { get: () => Promise.reject(new Error('down')) }, blobs, log: silentLogger });
    expect(await failing('own_1', ['file_1'])).toEqual({ images: [], problems: ['The file file_1 could not be read.'] });
  });
});
