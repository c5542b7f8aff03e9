import type { ChildProcess } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExtractedDocument } from '../../core/documents.ts';
import { UnreadError } from './ask-reader.ts';
import { createSharedReaders, isShareable, type SharedReaders } from './create-shared-readers.ts';
import { fixturePath, LIMITS } from './fixtures/extract-fixture.ts';
import { startReader } from './start-reader.ts';

describe('createSharedReaders', () => {
  let directory: string;
  let started: ChildProcess[];
  let readers: SharedReaders;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shared-'));
  });
  afterEach(() => readers.close());
  afterAll(() => rm(directory, { recursive: true }));

  function create(most = 1, limits = LIMITS, onStart: (child: ChildProcess) => void = () => {}): void {
    started = [];
    readers = createSharedReaders(limits, most, (...values) => {
      const child = startReader(...values);
      started.push(child);
      onStart(child);
      return child;
    });
  }

  async function read(
    bytes: string | Uint8Array,
    mimeType = 'text/plain',
    { ownerId = 'own_reader', signal = new AbortController().signal } = {},
  ): Promise<ExtractedDocument> {
    const path = join(directory, 'document');
    await writeFile(path, bytes);
    const handle = await open(path);
    try {
      return await readers.read(handle, { path, name: 'document', mimeType, ownerId }, { signal, onProgress: () => {} });
    } finally {
      await handle.close();
    }
  }

  it('reads one document after the other, a hundred in a process', async () => {
    create();
    for (let number = 0; number < 101; number += 1) expect((await read(`Note ${number}.`)).text).toBe(`Note ${number}.`);
    expect(started).toHaveLength(2);
  });

  it('keeps owners apart', async () => {
    create(2);
    for (const ownerId of ['one', 'two', 'one', 'two']) await read('A note.', 'text/plain', { ownerId });
    expect(started).toHaveLength(2);
    await read('A note.', 'text/plain', { ownerId: 'three' });
    await read('A note.', 'text/plain', { ownerId: 'one' });
    // Two may wait for documents: the first owner's had to go.
    expect(started).toHaveLength(4);
  });

  it('gives the same whatever was read before', async () => {
    const documents: [string | Uint8Array, string][] = [
      ['# One\n\n[a]: /x\n\nSee [a].', 'text/markdown'],
      ['# Two\n\nSee [a].[^1]', 'text/markdown'],
      ['<title>Page</title><nav>Menu</nav><table><tr><td>cell', 'text/html'],
      ['no table', 'text/html'],
      ['{"__proto__": {"kind": "heading", "text": "leak"}}', 'application/json'],
      ['a;b\n1;"2', 'text/csv'],
      ['a,b\n1,2', 'text/csv'],
      [Buffer.from('caf\xe9 d\xe9j\xe0 vu', 'latin1'), 'text/plain'],
      ['plain', 'text/plain'],
    ];
    const alone: ExtractedDocument[] = [];
    for (const document of documents) {
      create();
      alone.push(await read(...document));
      await readers.close();
    }
    create();
    for (const order of [documents.keys(), [...documents.keys()].reverse()]) {
      for (const index of order) expect(await read(...(documents[index] as [string, string]))).toEqual(alone[index]);
    }
    expect(started).toHaveLength(1);
  });

  it('goes on after a document that is at fault, and ends with one that is given up', async () => {
    create();
    await expect(read(' \n')).rejects.toMatchObject({ code: 'EMPTY' });
    await expect(read('More.', 'text/plain', { signal: AbortSignal.abort(new Error('no longer wanted')) })).rejects.toThrow(
      'no longer wanted',
    );
    expect((await read('Still there.')).text).toBe('Still there.');
    for (const child of started.slice(0, -1)) expect(child.signalCode).toBe('SIGKILL');
  });

  it('leaves to others what only looks like text, and what its process died of', async () => {
    create();
    await expect(read(await readFile(fixturePath('report.pdf')))).rejects.toBeInstanceOf(UnreadError);
    await read('A note.');
    const child = started[1] as ChildProcess;
    const send = child.send.bind(child);
    child.send = (...values: unknown[]) => child.kill('SIGKILL') && Reflect.apply(send, child, values);
    await expect(read('Lost on its way.')).rejects.toBeInstanceOf(UnreadError);
    expect((await read('Another.')).text).toBe('Another.');
  });

  it('gives up a reader that does not answer in time', async () => {
    create(1, { ...LIMITS, timeoutMs: 1_000 }, (child) => child.kill('SIGSTOP'));
    await expect(read('A note.')).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await readers.close();
    create();
    expect((await read('A note.')).text).toBe('A note.');
  });

  it('takes small texts alone', () => {
    const file = { path: '', name: '', ownerId: '' };
    expect(isShareable({ ...file, mimeType: 'text/markdown' }, 1_000)).toBe(true);
    expect(isShareable({ ...file, mimeType: 'text/markdown' }, 1_000_000)).toBe(false);
    for (const mimeType of ['application/pdf', 'message/rfc822', 'application/zip', 'image/png', 'constructor']) {
      expect(isShareable({ ...file, mimeType }, 1_000)).toBe(false);
    }
  });
});
