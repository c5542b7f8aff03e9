import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredFile } from '../core/files.ts';
import { createTextReader } from './create-text-reader.ts';

const FILE = {
  name: 'a.txt',
  mimeType: 'text/plain',
  sizeBytes: 1,
  sha256: 'ab',
  origin: 'upload',
  runId: null,
  createdAt: 1,
} as const;

/** Texts by owner and file; notes what was read, and how much of it at the same time. */
function createTexts() {
  const texts = new Map<string, string | null>([
    ['own_1/file_1', 'one'],
    ['own_1/file_2', 'two'],
    ['own_2/file_3', 'three'],
    ['own_1/file_4', null],
  ]);
  const reads: string[] = [];
  let reading = 0;
  let most = 0;
  return {
    texts,
    reads,
    most: () => most,
    get: async (ownerId: string, fileId: string): Promise<StoredFile | null> =>
      texts.has(`${ownerId}/${fileId}`) ? { ...FILE, ownerId, fileId } : null,
    async text(ownerId: string, fileId: string) {
      const text = texts.get(`${ownerId}/${fileId}`);
      reads.push(fileId);
      reading += 1;
      most = Math.max(most, reading);
      await new Promise((resolve) => setImmediate(resolve));
      reading -= 1;
      return text === undefined ? null : { text, outline: null };
    },
  };
}

describe('the text of a file, asked for part by part', () => {
  let files: ReturnType<typeof createTexts>;
  let text: ReturnType<typeof createTextReader>;

  beforeEach(() => {
    files = createTexts();
    text = createTextReader(files);
  });

  it('is read once for many parts, also at the same time', async () => {
    const found = await Promise.all(Array.from({ length: 40 }, () => text('own_1', 'file_1')));
    expect(found.every((one) => one?.text === 'one')).toBe(true);
    await text('own_1', 'file_1');
    expect(files.reads).toEqual(['file_1']);
  });

  it('is read one after the other', async () => {
    const asked = ['file_1', 'file_2', 'file_1', 'file_2'].map((fileId) => text('own_1', fileId));
    expect((await Promise.all(asked)).map((one) => one?.text)).toEqual(['one', 'two', 'one', 'two']);
    expect(files.most()).toBe(1);
  });

  it('is its owner’s alone, and gone with the file', async () => {
    expect(await text('own_2', 'file_3')).toMatchObject({ text: 'three' });
    expect(await text('own_1', 'file_3')).toBeNull();
    expect(await text('own_2', 'file_3')).toMatchObject({ text: 'three' });
    files.texts.delete('own_2/file_3');
    expect(await text('own_2', 'file_3')).toBeNull();
  });

  it('is looked for again where there was none', async () => {
    expect(await text('own_1', 'file_4')).toEqual({ text: null, outline: null });
    files.texts.set('own_1/file_4', 'four');
    expect(await text('own_1', 'file_4')).toMatchObject({ text: 'four' });
  });

  it('is asked for again after a failure', async () => {
    const broken = createTextReader({
      ...files,
      text: () => (files.reads.push('x') === 1 ? Promise.reject(new Error('away')) : files.text('own_1', 'file_1')),
    });
    await expect(broken('own_1', 'file_1')).rejects.toThrow('away');
    expect(await broken('own_1', 'file_1')).toMatchObject({ text: 'one' });
  });
});
