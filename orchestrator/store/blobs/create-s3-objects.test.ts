import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3Standin, startS3 } from '../../../e2e/standins/s3.ts';
import { silentLogger } from '../../core/logger.ts';
import { embedded, type TestDatabase } from '../fixtures/test-databases.ts';
import { type OpenedStore, openStore } from '../open-store.ts';
import { createS3Objects, type S3Options } from './create-s3-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { openBlobs } from './open-blobs.ts';

let s3: S3Standin;
let directory: string;
let objects: ObjectStore;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cartrita-s3-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(async () => {
  s3 = await startS3();
  objects = createS3Objects(toOptions(), join(directory, 'copies'));
});
afterEach(() => s3.close());

function toOptions(changed: Partial<S3Options> = {}): S3Options {
  const { url: endpoint, bucket, region, accessKeyId, secretAccessKey } = s3;
  return {
    endpoint,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    forcePathStyle: true,
    prefix: 'cartrita/',
    idleTimeoutMs: 300,
    ...changed,
  };
}

async function put(key: string, content: string | Buffer, to = objects): Promise<void> {
  const path = join(directory, 'staged');
  await writeFile(path, content);
  const bytes = Buffer.from(content);
  await to.put(key, { path, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length });
}
const read = async (key: string) => {
  const opened = await objects.open(key);
  return opened && text(opened.stream);
};

describe('objects in a bucket', () => {
  it('are put, read whole and in parts, copied and removed, with signatures that another program checks', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 256));
    await put('a+b c/ü', bytes);
    expect([...s3.objects.keys()]).toEqual(['cartrita/a+b c/ü']);
    const whole = await objects.open('a+b c/ü');
    expect(whole?.sizeBytes).toBe(bytes.length);
    expect((await buffer(whole?.stream as never)).equals(bytes)).toBe(true);
    const part = await objects.open('a+b c/ü', { start: 1_000, end: 1_999 });
    expect(part?.sizeBytes).toBe(bytes.length);
    expect((await buffer(part?.stream as never)).equals(bytes.subarray(1_000, 2_000))).toBe(true);

    let copy = '';
    const copied = await objects.withLocalFile('a+b c/ü', async (path) => {
      copy = path;
      return (await readFile(path)).equals(bytes);
    });
    expect(copied).toEqual({ result: true });
    expect(await readdir(join(directory, 'copies'))).not.toContain(copy.split('/').at(-1));

    await objects.remove('a+b c/ü');
    await objects.remove('a+b c/ü');
    expect(s3.objects.size).toBe(0);
    expect([await objects.open('a+b c/ü'), await objects.withLocalFile('a+b c/ü', async () => 1)]).toEqual([null, null]);
  });

  it.each(['error', 'slow-down', 'silent', 'cut'] as const)('survive a passing fault: %s', async (fault) => {
    s3.faults.push(fault);
    await put('key', 'x'.repeat(500_000));
    expect(s3.requests).toEqual(['PUT cartrita/key', 'PUT cartrita/key']);
    if (fault !== 'cut') s3.faults.push(fault);
    expect(await read('key')).toHaveLength(500_000);
  });

  it('that break off while they are read are an error, not half a file', async () => {
    await put('key', 'x'.repeat(500_000));
    s3.faults.push('cut');
    await expect(read('key')).rejects.toThrow();
    s3.faults.push('cut');
    await expect(objects.withLocalFile('key', async () => 1)).rejects.toThrow();
    expect(await readdir(join(directory, 'copies'))).toEqual([]);
  });

  it('are not ready when a fault stays, and full when the bucket is', async () => {
    s3.faults.push('error', 'silent', 'cut');
    await expect(put('key', 'x')).rejects.toMatchObject({ code: 'NOT_READY' });
    s3.faults.push('full');
    await expect(put('key', 'x')).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(s3.objects.size).toBe(0);
  });

  it.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }],
    ['an unknown key', { accessKeyId: 'AKIAWRONG' }],
    ['another region', { region: 'eu-other-1' }],
    ['another bucket', { bucket: 'nobodys' }],
  ])('are refused at once with %s', async (_what, changed) => {
    const wrong = createS3Objects(toOptions(changed), directory);
    await expect(put('key', 'x', wrong)).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(s3.requests).toHaveLength(1);
  });

  it('whose bytes changed on the way are refused', async () => {
    const path = join(directory, 'changed');
    await writeFile(path, 'changed');
    const sha256 = createHash('sha256').update('meant').digest('hex');
    await expect(objects.put('key', { path, sha256, sizeBytes: 7 })).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(s3.objects.size).toBe(0);
  });
});

describe('blobs in a bucket', () => {
  let database: TestDatabase;
  let store: OpenedStore;
  beforeAll(async () => {
    database = await embedded.create();
    store = await openStore(database.options);
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('are kept once, and leave nothing when they cannot be put', async () => {
    const incomingDirectory = join(directory, 'incoming');
    const blobs = await openBlobs({ directory, incomingDirectory, s3: toOptions(), index: store.blobIndex, log: silentLogger });
    const [first] = await Promise.all(Array.from({ length: 5 }, () => blobs.write(Buffer.from('the same'))));
    await blobs.sweep();
    expect(s3.objects.size).toBe(1);
    expect(String(await blobs.read(first?.sha256 as string))).toBe('the same');
    s3.faults.push('error', 'error', 'error', 'error', 'error', 'error');
    await expect(blobs.write(Buffer.from('another'))).rejects.toMatchObject({ code: 'NOT_READY' });
    s3.faults.length = 0;
    await blobs.remove(first?.sha256 as string);
    await blobs.sweep();
    expect([s3.objects.size, await readdir(incomingDirectory)]).toEqual([0, []]);
  });
});
