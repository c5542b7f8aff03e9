import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../core/logger.ts';
import { createExtractor } from './create-extractor.ts';
import { extractBytes, fixturePath, LIMITS, problemOf } from './fixtures/extract-fixture.ts';
import { readerArguments } from './start-reader.ts';

describe('createExtractor', () => {
  const create = () => createExtractor({ log: silentLogger, limits: { ...LIMITS, maxConcurrent: 1 } });
  const file = { path: fixturePath('report.pdf'), ownerId: 'own_reader', name: 'report.pdf', mimeType: 'application/pdf' };

  it('is killed when the caller gives up, and the next document is read', async () => {
    const { extract } = create();
    const controller = new AbortController();
    const first = extract(file, { signal: controller.signal, onProgress: () => {} });
    const second = extract(file, { signal: new AbortController().signal, onProgress: () => {} });
    controller.abort(new Error('no longer wanted'));
    await expect(first).rejects.toThrow('no longer wanted');
    expect((await second).text).toContain('Nordholm');
  });

  it('can neither read what is not ours, nor write, nor start programs, nor reach anyone', async () => {
    const entry = fixturePath('try-to-escape.ts');
    const { stdout } = await promisify(execFile)(process.execPath, readerArguments(entry, 256), {
      env: { NODE_ENV: 'production' },
    });
    expect(JSON.parse(stdout)).toEqual({
      read: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      start: 'ERR_ACCESS_DENIED',
      connect: 'a reader has no network',
      lookup: 'a reader has no network',
      fetch: 'undefined',
    });
  });

  it('is given up after its time', async () => {
    expect(
      await problemOf(extractBytes(readFileSync(fixturePath('scanned.pdf')), 'a.pdf', 'application/pdf', { timeoutMs: 100 })),
    ).toBe('TIMED_OUT');
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    const scanned = { path: fixturePath('scanned.pdf'), ownerId: 'own_reader', name: 'scanned.pdf', mimeType: 'application/pdf' };
    const { extract } = create();
    const document = await extract(scanned, {
      signal: new AbortController().signal,
      onProgress: (progress) => seen.push(progress),
    });
    expect(document.pageCount).toBe(2);
    expect(seen).toContain(0.5);
  });

  it('reads in a process of its own what is no text after all', async () => {
    expect((await extractBytes(readFileSync(fixturePath('report.pdf')), 'a.txt', 'text/plain')).text).toContain('Nordholm');
  });

  it('ends with the extractor, also while documents wait', async () => {
    const { extract, close } = create();
    const work = [1, 2, 3].map(() => problemOf(extract(file, { signal: new AbortController().signal, onProgress: () => {} })));
    await close();
    expect(await Promise.all(work)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });
});
